// A network that exists nowhere else.

#include "models/network/notation.h"
#include "models/zoo/model.h"
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
     .summary = "whatever its steps say, as {network: \"conv {width} 3; norm; act; global_pool; output\", width: 32}",
     .source = "user-defined",
     .params = {activation_param("").doc("what the step `act` without a name stands for"),
                NetworkText("network", "conv 32 3; norm; act; global_pool; output")
                    .doc("placeholders such as {width} are keys of the model; `actsweep list steps` shows the steps")}},
    describe_custom};

}  // namespace
}  // namespace actsweep::zoo
