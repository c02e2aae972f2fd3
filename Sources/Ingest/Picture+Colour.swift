import CFFmpeg
import Frames

extension Picture {
    var colour: ColourSpace { ColourSpace(matrix: matrix, fullRange: isFullRange) }

    /// As the stream says; where it is silent, as players guess: BT.709 from 720 rows on, BT.601 below.
    private var matrix: ColourSpace.Matrix {
        switch unsafe pointer.pointee.colorspace {
        case AVCOL_SPC_BT709, AVCOL_SPC_SMPTE240M: .bt709
        case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL: .bt2020
        case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M, AVCOL_SPC_FCC: .bt601
        // JPEG is BT.601 at any size (JFIF); so is what was RGB before it was converted here.
        case _ where isJPEG || isRGB: .bt601
        default: height >= 720 ? .bt709 : .bt601
        }
    }

    private var isFullRange: Bool {
        if isRGB { return false }
        return unsafe pointer.pointee.color_range == AVCOL_RANGE_JPEG || isJPEG
    }

    private var isJPEG: Bool {
        switch format {
        case AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ411P:
            true
        default: false
        }
    }

    private var isRGB: Bool {
        guard let descriptor = unsafe av_pix_fmt_desc_get(format) else { return false }
        return unsafe descriptor.pointee.flags & UInt64(AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL) != 0
    }
}
