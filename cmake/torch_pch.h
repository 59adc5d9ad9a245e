// What nearly every file that trains includes; torch/torch.h as a whole would triple the time of a build.
#include <ATen/ATen.h>
#include <torch/nn/functional/loss.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <nlohmann/json.hpp>
