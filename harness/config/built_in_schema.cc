#include "harness/schema/component.h"
#include "harness/util/embedded.h"

namespace actsweep {

const Schema& built_in_schema() {
  static const Schema schema = Schema::from_json(nlohmann::json::parse(embedded_schema().front().contents));
  return schema;
}

}  // namespace actsweep
