#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "models/zoo/model.h"

namespace actsweep {

/// Layers one after the other. It follows the shape of the data while it is built, so that a layer needs to be told
/// only what the shape does not say. Throws InputError where a layer does not fit the shape that reaches it.
class Stack : public Layer {
 public:
  /// Of the model's parameters these are read: `activation`, `dropout` and `dropouts`, and where a model declares them
  /// `batch_norm` and `batch_norm_flavour`.
  Stack(const ModelContext& context, const Params& params);

  /// A convolution with stride 1 and zero padding of `padding` pixels, with bias.
  Stack& convolution(std::int64_t filters, std::int64_t kernel, std::int64_t padding);
  Stack& max_pool(std::int64_t size);
  Stack& flatten();
  Stack& dense(std::int64_t units);
  /// Over the channels of an image, or over the features once flattened; nothing where the parameters say so.
  Stack& batch_norm();
  Stack& activation();
  /// At the rate of this place; nothing is added at rate 0.
  Stack& dropout();
  /// The dense layer of the classes. Throws InputError where `dropouts` has not one rate for each dropout so far.
  Stack& output();

  const Shape& shape() const { return shape_; }
  torch::Tensor forward(torch::Tensor x) override;

 private:
  void append(LayerPtr layer);

  ModelContext context_;
  Params params_;
  std::vector<double> dropouts_;  ///< place by place; empty: all the same
  std::size_t places_ = 0;        ///< of dropout so far
  Shape shape_;
  bool flat_ = false;
  std::vector<LayerPtr> layers_;
};

/// The keys `dropout` and `dropouts`; `where` completes "rate …".
std::vector<Param> dropout_params(double rate, const std::string& where);
/// The keys `batch_norm` and `batch_norm_flavour`; `where` completes "batch norm …".
std::vector<Param> batch_norm_params(bool on, const std::string& flavour, const std::string& where);
/// Batches that batch norm cannot take.
std::vector<Refusal> batch_norm_refusals();
/// One list of several.
std::vector<Param> joined(std::initializer_list<std::vector<Param>> lists);

}  // namespace actsweep
