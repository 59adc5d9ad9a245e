#pragma once

#include <string>
#include <vector>

#include "models/zoo/model.h"

namespace actsweep {

/// Batch norm's constants differ between frameworks, and deep plain networks learn visibly differently with them.
/// In PyTorch's terms: pytorch has momentum 0.1 and eps 1e-5, keras 0.01 and 1e-3.
enum class BatchNormFlavor { kPytorch, kKeras };

/// Layers one after the other. It follows the shape of the data while it is built, so that a layer needs to be told
/// only what the shape does not say. Throws InputError where a layer does not fit the shape that reaches it.
class Stack : public Layer {
 public:
  /// `activation` is what activation() adds: the resolved parameters of an activation.
  Stack(const ModelContext& context, Params activation);

  /// A convolution with stride 1 and zero padding of `padding` pixels, with bias.
  Stack& convolution(std::int64_t filters, std::int64_t kernel, std::int64_t padding);
  Stack& max_pool(std::int64_t size);
  Stack& flatten();
  Stack& dense(std::int64_t units);
  /// Over the channels of an image, or over the features once flattened.
  Stack& batch_norm(BatchNormFlavor flavor);
  Stack& activation();
  /// Nothing is added at rate 0.
  Stack& dropout(double rate);

  const Shape& shape() const { return shape_; }
  torch::Tensor forward(torch::Tensor x) override;

 private:
  void append(LayerPtr layer);

  ModelContext context_;
  Params activation_;
  Shape shape_;
  bool flat_ = false;
  std::vector<LayerPtr> layers_;
};

/// The keys `batch_norm` and `batch_norm_flavor`, which models with optional batch norm share.
std::vector<Param> batch_norm_params(bool on, const std::string& flavor);
BatchNormFlavor batch_norm_flavor(const Params& params);

}  // namespace actsweep
