#include "models/zoo/parts.h"

#include <fmt/format.h>

#include "harness/util/error.h"

namespace actsweep::zoo {

Param activation_param(const std::string& where) {
  return ComponentOf("activation", "activation", "relu").doc("after " + where);
}

Param dropout_param(double rate, const std::string& where) {
  return Real("dropout", rate).at_least(0).below(1).doc("dropout rate " + where);
}

Steps dropout_of(const Params& params) {
  const double rate = params.real("dropout");
  return rate > 0 ? Steps{Dropout{.rate = rate}} : Steps{};
}

std::vector<Param> Dropouts::params(double rate, const std::string& where) {
  return {dropout_param(rate, where), Numbers("dropouts", nullptr)
                                          .at_least(0)
                                          .below(1)
                                          .doc("one rate per dropout layer instead, for example 0.1 0.25 0.5")};
}

Dropouts::Dropouts(const Params& params) : rate_(params.real("dropout")) {
  if (params.has("dropouts")) rates_ = params.numbers("dropouts");
}

Steps Dropouts::next() {
  const std::size_t index = count_++;
  double rate = rate_;
  if (!rates_.empty()) rate = index < rates_.size() ? rates_[index] : 0;
  return rate > 0 ? Steps{Dropout{.rate = rate}} : Steps{};
}

void Dropouts::end() const {
  if (!rates_.empty() && rates_.size() != count_) {
    throw InputError(
        fmt::format("model.dropouts: expected one rate per dropout layer ({}), got {}", count_, rates_.size()));
  }
}

std::vector<Param> norm_params(bool on, const std::string& preset, const std::string& where) {
  return {Boolean("batch_norm", on).doc("batch norm " + where),
          Choice("batch_norm_preset", preset, {"pytorch", "keras"})
              .doc("pytorch: momentum 0.1, eps 1e-5; keras: momentum 0.01 (0.99 in Keras's terms), eps 1e-3")};
}

/// The constants of batch norm differ between frameworks, which visibly affects the training of deep plain networks.
Steps norm_of(const Params& params) {
  if (!params.flag("batch_norm")) return {};
  return {params.text("batch_norm_preset") == "keras" ? keras_norm() : Norm{}};
}

std::vector<Param> joined(std::initializer_list<std::vector<Param>> lists) {
  std::vector<Param> all;
  for (const std::vector<Param>& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

}  // namespace actsweep::zoo
