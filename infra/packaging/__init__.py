"""Packages for Lambda: two layers and the code of each function, built without Docker.

    requirements/layer-{architecture}.txt -> wheels -> pruned -> bytecode -> gates -> build/lambda

The layer ``vendor`` holds other people's wheels, the layer ``talent`` our package as it is, and
each function its own folder and those it imports from, such as ``functions/http``.
"""
