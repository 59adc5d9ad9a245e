#include "harness/train/schedule/schedule.h"

namespace actsweep {
namespace {

const Registration<ScheduleKind> kConstant{
    {.name = "constant", .summary = "the optimizer's learning rate throughout"},
    [](const Params&, const ScheduleContext& context) { return [lr = context.base_lr](std::int64_t) { return lr; }; }};

}  // namespace
}  // namespace actsweep
