// The assembler reads the files as they are; a Swift or C array of megabytes would take the compiler minutes.
    .section .rodata
    .balign 64
    .global vedette_builtin_model
vedette_builtin_model:
    .incbin "builtin.onnx"
    .global vedette_builtin_model_end
vedette_builtin_model_end:
    .byte 0
    .balign 64
    .global vedette_builtin_int8_model
vedette_builtin_int8_model:
    .incbin "builtin-int8.onnx"
    .global vedette_builtin_int8_model_end
vedette_builtin_int8_model_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
