#include "harness/cli/config_difference.h"

#include <gmock/gmock.h>

namespace actsweep {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts(const json& a, const json& b) {
  std::vector<std::string> texts;
  for (const KeyDifference& d : config_difference(a, b)) {
    texts.push_back(d.key + ": " + (d.has_a ? d.a.dump() : "none") + " " + (d.has_b ? d.b.dump() : "none"));
  }
  return texts;
}

TEST(ConfigDifference, GivesDottedKeysInOrder) {
  const json a = {{"seed", 1}, {"model", {{"name", "mlp"}, {"activation", {{"name", "mish"}}}, {"width", 3}}}};
  const json b = {{"seed", 2}, {"model", {{"name", "cnn6"}, {"activation", {{"name", "relu"}}}, {"width", 3}}}};
  EXPECT_THAT(texts(a, b), ElementsAre("model: \"mlp\" \"cnn6\"", "model.activation: \"mish\" \"relu\"", "seed: 1 2"));
  EXPECT_THAT(texts(a, a), IsEmpty());
}

TEST(ConfigDifference, AKeyThatIsNotThereIsNoNull) {
  EXPECT_THAT(texts({{"a", nullptr}, {"b", nullptr}}, {{"b", nullptr}, {"c", 0}}),
              ElementsAre("a: null none", "c: none 0"));
}

TEST(ConfigDifference, NumbersAreTheSameHoweverTheyAreWritten) {
  EXPECT_THAT(texts({{"a", 1}}, {{"a", 1.0}}), IsEmpty());
}

TEST(ConfigDifference, TakesWhatIsNoConfiguration) {
  EXPECT_THAT(texts(json(), json("x")), IsEmpty());
  EXPECT_THAT(texts({{"a", 1}}, json()), ElementsAre("a: 1 none"));
}

}  // namespace
}  // namespace actsweep
