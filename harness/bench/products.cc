#include "harness/bench/products.h"

#include <ATen/ATen.h>
#include <ATen/record_function.h>
#include <torch/csrc/autograd/autograd.h>

#include <set>
#include <string>

namespace actsweep::bench {
namespace {

/// Where record_product() appends; a LibTorch callback has no state of its own.
thread_local std::vector<Product>* recorded = nullptr;

std::unique_ptr<at::ObserverContext> record_product(const at::RecordFunction& function) {
  static const std::set<std::string> kProducts = {"aten::convolution", "aten::addmm", "aten::mm", "aten::bmm"};
  if (kProducts.count(function.name()) > 0) {
    const auto inputs = function.inputs();
    recorded->push_back({.op = c10::Dispatcher::singleton().findSchemaOrThrow(function.name(), ""),
                         .inputs = torch::jit::Stack(inputs.begin(), inputs.end())});
  }
  return nullptr;
}

}  // namespace

Products::Products(const std::function<void()>& forward) {
  recorded = &products_;
  const auto callback = at::addThreadLocalCallback(
      at::RecordFunctionCallback(record_product).needsInputs(true).scopes({at::RecordScope::FUNCTION}));
  forward();
  at::removeCallback(callback);
  for (Product& product : products_) {
    for (c10::IValue& input : product.inputs) {
      if (!input.isTensor() || !input.toTensor().defined()) continue;
      const bool needs_gradient = input.toTensor().requires_grad();
      const at::Tensor leaf = input.toTensor().detach().requires_grad_(needs_gradient);
      if (needs_gradient) product.leaves.push_back(leaf);
      input = leaf;
    }
    product.gradient = at::randn_like(product.output().detach());
  }
}

at::Tensor Product::output() const {
  torch::jit::Stack stack = inputs;
  op.callBoxed(&stack);
  return stack.front().toTensor();
}

void Products::run() const {
  for (const Product& product : products_) {
    const auto gradients = torch::autograd::grad({product.output()}, product.leaves, {product.gradient});
    // A GPU works asynchronously: reading a value waits for all of them.
    if (&product == &products_.back() && !product.gradient.is_cpu()) gradients.back().flatten()[0].item();
  }
}

}  // namespace actsweep::bench
