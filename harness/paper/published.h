#pragma once

#include <optional>
#include <string>
#include <vector>

namespace actsweep {

/// One number that the Mish paper or its author's repository published, as results/paper has it.
struct PublishedNumber {
  std::string experiment = {};
  std::string key = {};    ///< what was varied: a key of ours ("noise.sigma"), or "model", whose names are the source's
  std::string value = {};  ///< of that key, in our spelling
  std::string activation = {};  ///< by our name, where we have it
  std::string metric = {};      ///< by our name, where we have it
  double number = 0;            ///< as printed, or as read off a figure
  std::string unit = {};
  std::string statistic = {};  ///< single, mean, std, best, ci_low …
  std::optional<int> runs = {}, epochs = {};
  std::string how = {};                      ///< printed or digitized
  std::optional<double> reading_error = {};  ///< of a digitized number, in its unit
  std::string dataset = {}, network = {}, source = {};

  /// The number and its reading error in the units of our metrics: percent, and nats for cross-entropies, which the
  /// author printed times 10.
  double in_our_unit() const { return number * scale(); }
  /// Whether that is known. Of some losses only that they are one is, and a margin loss is none of ours.
  bool has_our_unit() const;
  std::optional<double> error_in_our_unit() const;

 private:
  double scale() const;
};

/// All of them. Throws InputError, with file and line, where a file is not what it should be.
const std::vector<PublishedNumber>& published_numbers();

/// Those of one experiment. Throws InputError where there is none of that name.
std::vector<PublishedNumber> published_numbers(const std::string& experiment);

}  // namespace actsweep
