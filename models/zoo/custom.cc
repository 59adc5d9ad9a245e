// User-defined networks.

#include "models/network/notation.h"
#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

Steps describe_custom(const Params& params, const Task& task) {
  const std::string text = params.text("network");
  std::map<std::string, std::int64_t> values;
  for (const std::string& name : placeholders(text)) values[name] = params.integer(name);
  return read(text, values, task.classes);
}

const Registration<ModelKind> kCustom{
    {.name = "custom",
     .summary = "user-defined, for example {network: \"conv {width} 3; norm; act; global_pool; output\", width: 32}",
     .source = "user-defined",
     .params = {ComponentOf("activation", "activation", "relu").doc("the activation of steps `act` without a name"),
                NetworkText("network", "conv 32 3; norm; act; global_pool; output")
                    .doc("the steps of the network; placeholders such as {width} are keys of the model; see `actsweep "
                         "list steps`")}},
    describe_custom};

}  // namespace
}  // namespace actsweep::zoo
