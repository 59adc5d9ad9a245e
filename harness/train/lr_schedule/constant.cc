#include "harness/train/lr_schedule/schedule.h"

namespace actsweep {
namespace {

const Registration<ScheduleKind> kConstant{{.name = "constant",
                                            .summary = "the optimizer's learning rate throughout",
                                            .params = schedule_params({}),
                                            .constraints = schedule_refusals()},
                                           [](const Params&, const ScheduleContext& context) {
                                             return
                                                 [lr = context.base_lr](std::int64_t) -> Rates { return {.lr = lr}; };
                                           }};

}  // namespace
}  // namespace actsweep
