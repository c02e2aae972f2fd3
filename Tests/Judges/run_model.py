"""Runs a model with ONNX Runtime on FOLDER/INPUT.npy of each of its inputs; writes FOLDER/OUTPUT.npy.

    run_model.py MODEL FOLDER
"""
import sys

import numpy
import onnxruntime

model, folder = sys.argv[1:]
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
inputs = {given.name: numpy.load(f"{folder}/{given.name}.npy") for given in session.get_inputs()}
for output, array in zip(session.get_outputs(), session.run(None, inputs)):
    numpy.save(f"{folder}/{output.name}.npy", array)
