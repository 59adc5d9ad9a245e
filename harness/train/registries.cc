#include "harness/train/registries.h"

#include "datasets/registry.h"
#include "harness/schema/trial_params.h"
#include "harness/train/augment/augmentation.h"
#include "harness/train/loss/loss.h"
#include "harness/train/lr_schedule/schedule.h"
#include "harness/train/optim/optimizer.h"
#include "harness/train/regularize/regularizer.h"
#include "models/activations/activation.h"
#include "models/init/initializer.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

template <typename... Kinds>
void describe(Schema& schema) {
  (Registry<Kinds>::instance().describe(schema), ...);
}

}  // namespace

Schema registered_schema() {
  Schema schema;
  schema.add(kTrialKind, trial_component());
  describe<ActivationKind, AugmentationKind, DatasetKind, InitializerKind, LossKind, ModelKind, OptimizerKind,
           RegularizerKind, ScheduleKind>(schema);
  return schema;
}

}  // namespace actsweep
