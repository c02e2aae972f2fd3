// FFmpeg's functions that are called from Swift. Their libraries bring more than a hundred others, of which the process holds
// 18 MB as soon as they are linked; loaded with the first call, what neither decodes nor draws is spared them: a run of a
// model, a check of the configuration, the events' commands.
#include "include/shim.h"
#include "library.h"

#define SONAME(name, major) "lib" name ".so." AV_STRINGIFY(major)
#define UTIL SONAME("avutil", LIBAVUTIL_VERSION_MAJOR)
#define CODEC SONAME("avcodec", LIBAVCODEC_VERSION_MAJOR)
#define FORMAT SONAME("avformat", LIBAVFORMAT_VERSION_MAJOR)
#define SCALE SONAME("swscale", LIBSWSCALE_VERSION_MAJOR)

// --- libavutil

FUNCTION(UTIL, AVBufferRef *, av_buffer_pool_get, (AVBufferPool *pool), (pool))
FUNCTION(UTIL, AVBufferPool *, av_buffer_pool_init, (size_t size, AVBufferRef *(*allocate)(size_t)), (size, allocate))
FUNCTION(UTIL, void, av_buffer_pool_uninit, (AVBufferPool **pool), (pool))
FUNCTION(UTIL, AVBufferRef *, av_buffer_ref, (const AVBufferRef *buffer), (buffer))
FUNCTION(UTIL, void, av_buffer_unref, (AVBufferRef **buffer), (buffer))
FUNCTION(UTIL, void, av_dict_free, (AVDictionary **dictionary), (dictionary))
FUNCTION(UTIL, int, av_dict_set, (AVDictionary **dictionary, const char *key, const char *value, int flags),
         (dictionary, key, value, flags))
FUNCTION(UTIL, AVFrame *, av_frame_alloc, (void), ())
FUNCTION(UTIL, void, av_frame_free, (AVFrame **frame), (frame))
FUNCTION(UTIL, int, av_frame_get_buffer, (AVFrame *frame, int alignment), (frame, alignment))
FUNCTION(UTIL, const char *, av_get_pix_fmt_name, (enum AVPixelFormat format), (format))
FUNCTION(UTIL, int, av_hwdevice_ctx_create,
         (AVBufferRef **context, enum AVHWDeviceType type, const char *device, AVDictionary *options, int flags),
         (context, type, device, options, flags))
FUNCTION(UTIL, enum AVHWDeviceType, av_hwdevice_find_type_by_name, (const char *name), (name))
FUNCTION(UTIL, int, av_hwframe_transfer_data, (AVFrame *target, const AVFrame *source, int flags), (target, source, flags))
FUNCTION(UTIL, int, av_image_fill_arrays,
         (uint8_t *target[4], int strides[4], const uint8_t *source, enum AVPixelFormat format, int width, int height,
          int alignment),
         (target, strides, source, format, width, height, alignment))
FUNCTION(UTIL, int, av_image_get_buffer_size, (enum AVPixelFormat format, int width, int height, int alignment),
         (format, width, height, alignment))
FUNCTION(UTIL, void, av_log_set_callback, (void (*callback)(void *, int, const char *, va_list)), (callback))
FUNCTION(UTIL, void, av_max_alloc, (size_t most), (most))
FUNCTION(UTIL, const AVPixFmtDescriptor *, av_pix_fmt_desc_get, (enum AVPixelFormat format), (format))
FUNCTION(UTIL, int, av_strerror, (int code, char *text, size_t size), (code, text, size))

// --- libavcodec

FUNCTION(CODEC, AVPacket *, av_packet_alloc, (void), ())
FUNCTION(CODEC, AVPacket *, av_packet_clone, (const AVPacket *packet), (packet))
FUNCTION(CODEC, void, av_packet_free, (AVPacket **packet), (packet))
FUNCTION(CODEC, uint8_t *, av_packet_get_side_data,
         (const AVPacket *packet, enum AVPacketSideDataType type, size_t *size), (packet, type, size))
FUNCTION(CODEC, void, av_packet_rescale_ts, (AVPacket *packet, AVRational from, AVRational to), (packet, from, to))
FUNCTION(CODEC, void, av_packet_unref, (AVPacket *packet), (packet))
FUNCTION(CODEC, AVCodecContext *, avcodec_alloc_context3, (const AVCodec *codec), (codec))
FUNCTION(CODEC, const AVCodecDescriptor *, avcodec_descriptor_get, (enum AVCodecID codec), (codec))
FUNCTION(CODEC, const AVCodec *, avcodec_find_decoder, (enum AVCodecID codec), (codec))
FUNCTION(CODEC, const AVCodec *, avcodec_find_decoder_by_name, (const char *name), (name))
FUNCTION(CODEC, const AVCodec *, avcodec_find_encoder, (enum AVCodecID codec), (codec))
FUNCTION(CODEC, void, avcodec_flush_buffers, (AVCodecContext *context), (context))
FUNCTION(CODEC, void, avcodec_free_context, (AVCodecContext **context), (context))
FUNCTION(CODEC, const AVCodecHWConfig *, avcodec_get_hw_config, (const AVCodec *codec, int index), (codec, index))
FUNCTION(CODEC, const char *, avcodec_get_name, (enum AVCodecID codec), (codec))
FUNCTION(CODEC, int, avcodec_open2, (AVCodecContext *context, const AVCodec *codec, AVDictionary **options),
         (context, codec, options))
FUNCTION(CODEC, int, avcodec_parameters_from_context, (AVCodecParameters *parameters, const AVCodecContext *context),
         (parameters, context))
FUNCTION(CODEC, int, avcodec_parameters_to_context, (AVCodecContext *context, const AVCodecParameters *parameters),
         (context, parameters))
FUNCTION(CODEC, const char *, avcodec_profile_name, (enum AVCodecID codec, int profile), (codec, profile))
FUNCTION(CODEC, int, avcodec_receive_frame, (AVCodecContext *context, AVFrame *frame), (context, frame))
FUNCTION(CODEC, int, avcodec_receive_packet, (AVCodecContext *context, AVPacket *packet), (context, packet))
FUNCTION(CODEC, int, avcodec_send_frame, (AVCodecContext *context, const AVFrame *frame), (context, frame))
FUNCTION(CODEC, int, avcodec_send_packet, (AVCodecContext *context, const AVPacket *packet), (context, packet))
FUNCTION(CODEC, unsigned, avcodec_version, (void), ())

// --- libavformat

FUNCTION(FORMAT, int, av_find_best_stream,
         (AVFormatContext *context, enum AVMediaType type, int wanted, int related, const AVCodec **decoder, int flags),
         (context, type, wanted, related, decoder, flags))
FUNCTION(FORMAT, int, av_interleaved_write_frame, (AVFormatContext *context, AVPacket *packet), (context, packet))
FUNCTION(FORMAT, int, av_read_frame, (AVFormatContext *context, AVPacket *packet), (context, packet))
FUNCTION(FORMAT, int, av_write_trailer, (AVFormatContext *context), (context))
FUNCTION(FORMAT, AVFormatContext *, avformat_alloc_context, (void), ())
FUNCTION(FORMAT, int, avformat_alloc_output_context2,
         (AVFormatContext **context, const AVOutputFormat *format, const char *name, const char *file),
         (context, format, name, file))
FUNCTION(FORMAT, void, avformat_close_input, (AVFormatContext **context), (context))
FUNCTION(FORMAT, int, avformat_find_stream_info, (AVFormatContext *context, AVDictionary **options), (context, options))
FUNCTION(FORMAT, void, avformat_free_context, (AVFormatContext *context), (context))
FUNCTION(FORMAT, int, avformat_network_init, (void), ())
FUNCTION(FORMAT, AVStream *, avformat_new_stream, (AVFormatContext *context, const AVCodec *codec), (context, codec))
FUNCTION(FORMAT, int, avformat_open_input,
         (AVFormatContext **context, const char *url, const AVInputFormat *format, AVDictionary **options),
         (context, url, format, options))
FUNCTION(FORMAT, unsigned, avformat_version, (void), ())
FUNCTION(FORMAT, int, avformat_write_header, (AVFormatContext *context, AVDictionary **options), (context, options))
FUNCTION(FORMAT, int, avio_closep, (AVIOContext **context), (context))
FUNCTION(FORMAT, int, avio_open, (AVIOContext **context, const char *url, int flags), (context, url, flags))

// --- libswscale

FUNCTION(SCALE, void, sws_freeContext, (struct SwsContext *context), (context))
FUNCTION(SCALE, const int *, sws_getCoefficients, (int space), (space))
FUNCTION(SCALE, struct SwsContext *, sws_getContext,
         (int sourceWidth, int sourceHeight, enum AVPixelFormat sourceFormat, int width, int height,
          enum AVPixelFormat format, int flags, SwsFilter *sourceFilter, SwsFilter *filter, const double *parameters),
         (sourceWidth, sourceHeight, sourceFormat, width, height, format, flags, sourceFilter, filter, parameters))
FUNCTION(SCALE, int, sws_scale,
         (struct SwsContext *context, const uint8_t *const source[], const int sourceStrides[], int y, int height,
          uint8_t *const target[], const int strides[]),
         (context, source, sourceStrides, y, height, target, strides))
FUNCTION(SCALE, int, sws_scale_frame, (struct SwsContext *context, AVFrame *target, const AVFrame *source),
         (context, target, source))
FUNCTION(SCALE, int, sws_setColorspaceDetails,
         (struct SwsContext *context, const int inverse[4], int sourceRange, const int table[4], int range,
          int brightness, int contrast, int saturation),
         (context, inverse, sourceRange, table, range, brightness, contrast, saturation))
