#include "harness/store/failure.h"

#include <gmock/gmock.h>

namespace actsweep {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Failure, TheLogBeginsBehindTheEndOfTheProcess) {
  const Failure killed =
      split_failure("crashed: killed by signal 6 (Aborted): terminate called\n  what():  no memory\n\n");
  EXPECT_EQ(killed.reason, "crashed: killed by signal 6 (Aborted)");
  EXPECT_THAT(killed.log, ElementsAre("terminate called", "  what():  no memory"));
  const Failure exited = split_failure("the trainer ended: exited with status 3: \r\nlast words");
  EXPECT_EQ(exited.reason, "the trainer ended: exited with status 3");
  EXPECT_THAT(exited.log, ElementsAre("last words"));
}

TEST(Failure, NoOutputMeansNoLog) {
  for (const std::string error : {"killed by signal 9 (Killed)", "exceeded --timeout (5 s)", ""}) {
    EXPECT_EQ(split_failure(error).reason, error);
    EXPECT_THAT(split_failure(error).log, IsEmpty());
  }
}

TEST(Failure, TheFirstLineOfALongMessageIsTheReason) {
  const Failure failure =
      split_failure("shapes do not match: 3 and 4\n\nin layer 5\nkilled by signal 9 (Killed): no end");
  EXPECT_EQ(failure.reason, "shapes do not match: 3 and 4");
  EXPECT_THAT(failure.log, ElementsAre("in layer 5", "killed by signal 9 (Killed): no end"));
}

}  // namespace
}  // namespace actsweep
