// Included by nearly every file of the trainer. Not torch/torch.h: loading it, even precompiled, would take longer than
// compiling most of these files.
#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <nlohmann/json.hpp>
