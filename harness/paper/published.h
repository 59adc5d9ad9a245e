#pragma once

#include <optional>
#include <string>
#include <vector>

namespace actsweep {

struct ExtraTable;

/// A number published in the Mish paper or its author's repository: a row of a file in results/paper.
struct PublishedNumber {
  std::string experiment = {};
  std::string key = {};         ///< the varied key ("noise.sigma"), or "model" with names of the source
  std::string value = {};       ///< of the varied key, in our spelling
  std::string activation = {};  ///< our name, if we have the activation
  std::string metric = {};      ///< our name, if we have the metric
  double number = 0;            ///< as printed, or read from a figure
  std::string unit = {};
  std::string statistic = {};  ///< single, mean, std, best, ci_low …
  std::optional<int> runs = {}, epochs = {};
  std::string how = {};                      ///< printed or digitized
  std::optional<double> reading_error = {};  ///< of a digitized number, in the same unit
  std::string dataset = {}, network = {}, source = {};

  /// The number in the unit of our metric: percent, or nats for cross-entropies, which the author printed times 10.
  double in_our_unit() const { return number * scale(); }
  /// Whether the number has one of our units. Some losses have an unknown unit, and we have no metric for margin
  /// losses.
  bool has_our_unit() const;
  /// The reading error in the unit of our metric.
  std::optional<double> error_in_our_unit() const;

 private:
  double scale() const;
};

/// All published numbers. Throws InputError, with file and line, for a malformed file.
const std::vector<PublishedNumber>& published_numbers();

/// The published numbers of one experiment. Throws InputError for an unknown name.
std::vector<PublishedNumber> published_numbers(const std::string& experiment);

/// All of them as the table `paper`, for queries.
ExtraTable published_table();

}  // namespace actsweep
