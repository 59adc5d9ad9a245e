#include "models/zoo/parts.h"

#include <algorithm>

namespace actsweep::zoo {

Param activation_param(const std::string& where) {
  return ComponentOf("activation", "activation", "relu").doc("after " + where);
}

Param dropout_param(double rate, const std::string& where) {
  return Real("dropout", rate).at_least(0).below(1).doc("dropout rate " + where);
}

Steps InvertedResidual::block(std::int64_t channels, const InvertedStage& stage, std::int64_t stride) const {
  Steps body;
  if (stage.expansion > 1 || expand_always) {
    append(body, conv_norm_act(conv(stage.expansion * channels, 1, 1, bias), norm));
  }
  append(body, chain(padded(depthwise(stage.kernel, stride, bias), same), norm, Act{}));
  if (gate) append(body, Gate{.units = std::max<std::int64_t>(1, channels / 4)});
  append(body, chain(conv(stage.filters, 1, 1, bias), norm));
  if (stride > 1) return body;
  if (channels == stage.filters) return {residual(body)};
  return project ? Steps{residual(body, chain(conv(stage.filters, 1, 1, bias), norm))} : body;
}

Steps InvertedResidual::stages(const std::string& prefix, std::int64_t channels,
                               const std::vector<InvertedStage>& rows) const {
  Steps all;
  for (const InvertedStage& row : rows) {
    Steps blocks;
    for (std::int64_t i = 0; i < row.times; ++i) {
      append(blocks, block(channels, row, i == 0 ? row.stride : 1));
      channels = row.filters;
    }
    append(all, stage(prefix + std::to_string(all.size() + 1), blocks));
  }
  return all;
}

}  // namespace actsweep::zoo
