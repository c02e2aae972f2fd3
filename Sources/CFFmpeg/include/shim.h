// The one door to FFmpeg's libraries (5.1 and newer). What they offer as macros, which Swift does not import, is a
// constant or a `static inline` function here.
//
// The libraries are not linked but loaded with the first call, see functions.c: a function that Swift calls anew needs a line
// there, or the linker says that it is undefined.
#pragma once
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/buffer.h>
#include <libavutil/error.h>
#include <libavutil/hwcontext.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <malloc.h>

static const int64_t vedette_no_timestamp = AV_NOPTS_VALUE;
static const int64_t vedette_ticks_a_second = AV_TIME_BASE;

static const int vedette_intra_only = AV_CODEC_PROP_INTRA_ONLY;

static const int vedette_error_end_of_file = AVERROR_EOF;
static const int vedette_error_exit = AVERROR_EXIT;
static const int vedette_error_invalid_data = AVERROR_INVALIDDATA;
static const int vedette_error_decoder_not_found = AVERROR_DECODER_NOT_FOUND;
static const int vedette_error_demuxer_not_found = AVERROR_DEMUXER_NOT_FOUND;
static const int vedette_error_protocol_not_found = AVERROR_PROTOCOL_NOT_FOUND;
static const int vedette_error_stream_not_found = AVERROR_STREAM_NOT_FOUND;
static const int vedette_error_option_not_found = AVERROR_OPTION_NOT_FOUND;
static const int vedette_error_patch_welcome = AVERROR_PATCHWELCOME;
static const int vedette_error_http_bad_request = AVERROR_HTTP_BAD_REQUEST;
static const int vedette_error_http_unauthorized = AVERROR_HTTP_UNAUTHORIZED;
static const int vedette_error_http_forbidden = AVERROR_HTTP_FORBIDDEN;
static const int vedette_error_http_not_found = AVERROR_HTTP_NOT_FOUND;
static const int vedette_error_http_other_4xx = AVERROR_HTTP_OTHER_4XX;
static const int vedette_error_http_server_error = AVERROR_HTTP_SERVER_ERROR;

/// Pixels of 32 bits in the machine's own order of bytes, 0xXXRRGGBB.
static const enum AVPixelFormat vedette_native_rgb = AV_PIX_FMT_0RGB32;

/// Keeps pictures out of malloc's arenas, so that a picture's memory goes back to the system with it. glibc raises its limit
/// for that to the largest block that was ever freed (mallopt(3)), and from then on pictures leave holes in each thread's
/// arena: 22 MB a quiet camera.
static inline void vedette_return_large_blocks(void) {
    mallopt(M_MMAP_THRESHOLD, 256 << 10);
    mallopt(M_TRIM_THRESHOLD, 256 << 10);
}

/// A negative code of FFmpeg for a code of `errno`.
static inline int vedette_error(int code) { return AVERROR(code); }
