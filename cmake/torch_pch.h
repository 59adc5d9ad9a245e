// What nearly every file that trains includes. No more: a precompiled torch/torch.h would take longer to load in each
// file than most of them take to compile.
#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <nlohmann/json.hpp>
