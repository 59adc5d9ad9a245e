#pragma once

namespace actsweep {

/// What reports know about a metric.
struct MetricText {
  enum class Kind { kAccuracy, kLoss, kOther };
  enum class Better { kMore, kLess, kNeither };

  const char* label;      ///< "Test accuracy", at the head of an axis or a column
  const char* unit = "";  ///< "%", "nats", "s"; empty: none
  Kind kind = Kind::kOther;
  Better better = Better::kNeither;  ///< which of two values is
  bool may_be_negative = false;
  int top_k = 0;  ///< of an accuracy: how many guesses an image has
};

}  // namespace actsweep
