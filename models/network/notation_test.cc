#include "models/network/notation.h"

#include <gmock/gmock.h>

#include "harness/util/error.h"

namespace actsweep::network {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Steps parsed(const std::string& text, const std::map<std::string, std::int64_t>& values = {}) {
  return read(text, values, 10);
}

/// The error message and its excerpt.
std::string error_of(const std::string& text, const std::map<std::string, std::int64_t>& values = {}) {
  try {
    read(text, values, 10);
  } catch (const InputError& error) {
    std::string all = error.what();
    for (const std::string& line : error.excerpt()) all += "\n" + line;
    return all;
  }
  return "(no error)";
}

TEST(Notation, ReadsSizesAndOptions) {
  EXPECT_EQ(parsed("conv 64 3 stride=2 padding=1 groups=32 bias=false"),
            Steps{(Conv{.filters = 64, .kernel = 3, .stride = 2, .padding = Extent(1), .groups = 32, .bias = false})});
  EXPECT_EQ(parsed("conv 8 1x7 padding=0x3"), Steps{(Conv{.filters = 8, .kernel = {1, 7}, .padding = Extent(0, 3)})});
  EXPECT_EQ(parsed("norm eps=1e-3; act; act relu; output"), (Steps{Norm{.eps = 1e-3}, Act{}, Act{"relu"}, Output{10}}));
}

TEST(Notation, ReadsBranchesAndRepetitions) {
  const Steps twice = parsed("repeat 2 (conv 8 3; act)");
  EXPECT_EQ(twice, parsed("conv 8 3; act; conv 8 3; act"));
  EXPECT_EQ(parsed("residual factor=0.5 (conv 8 3 | conv 8 1)"),
            (Steps{Residual{0.5, {parsed("conv 8 3"), parsed("conv 8 1")}}}));
  EXPECT_EQ(parsed("concat(| conv 8 3)"), (Steps{Concat{{Steps{}, parsed("conv 8 3")}}}));
  EXPECT_EQ(parsed("stage stem (act)"), (Steps{Stage{"stem", {Steps{Act{}}}}}));
}

TEST(Notation, SubstitutesPlaceholders) {
  EXPECT_EQ(parsed("conv {width} {k}; conv 2*{width} 3; conv {width}/4 1; dense {classes}", {{"width", 16}, {"k", 5}}),
            parsed("conv 16 5; conv 32 3; conv 4 1; dense 10"));
  EXPECT_THAT(placeholders("conv {b} 3 # {comment}\nconv 2*{a} {b}; dense {classes}"), ElementsAre("b", "a"));
}

TEST(Notation, HasACanonicalForm) {
  EXPECT_EQ(canonical("  conv {width}   3x3 stride=1 ;\n# comment\n norm ; residual( conv 8 3 bias=true\nact )\n"),
            "conv {width} 3; norm; residual(conv 8 3 bias=true; act)");
  EXPECT_EQ(canonical("conv 8 3 bias=true groups=2"), canonical("conv 8 3 groups=2 bias=true"));
  EXPECT_EQ(canonical("norm eps=1e-05"), "norm");
}

TEST(Notation, SurvivesARoundTrip) {
  for (const char* text :
       {"conv 64 3 stride=2 padding=1 groups=32 bias=false; norm eps=0.001; act mish",
        "repeat 3 (residual factor=0.1 (depthwise 5; norm | conv 3 1); act)",
        "split(| conv 8 1; act); shuffle 2; max_pool 3 stride=2 padding=1 ceil=true; avg_pool 2x1",
        "stage head (gate 16; gate 16 units=5; dropout 0.25 channels=true; global_pool; flatten; dense 5 bias=false; "
        "output)",
        "auxiliary(global_pool; output); auxiliary weight=0.4 (flatten; output)",
        "adaptive_pool 7; adaptive_pool 1x2; capsules 16 inputs=8 shared=false add=true squash=1 squash_inputs=true"}) {
    EXPECT_EQ(write(parsed(text)), text);
    EXPECT_EQ(canonical(text), text);
    EXPECT_EQ(parsed(write(parsed(text))), parsed(text));
  }
}

TEST(Notation, ReportsErrorsWithPositionAndExpectation) {
  EXPECT_EQ(error_of("conv 8 3\ncovn 8 3; act"),
            "line 2: unknown step covn (did you mean conv?); `actsweep list steps` shows all steps\n"
            "covn 8 3; act\n"
            "^");
  EXPECT_THAT(error_of("conv 8 3 strid=2"), StartsWith("conv has no option strid (did you mean stride?)"));
  EXPECT_THAT(error_of("conv 8 3 strid=2"), testing::EndsWith("conv 8 3 strid=2\n         ^"));
  EXPECT_THAT(error_of("conv 8"), HasSubstr("conv is missing its kernel: conv FILTERS KERNEL [stride=1]"));
  EXPECT_THAT(error_of("conv 8 3 4"), HasSubstr("unexpected 4: "));
  EXPECT_THAT(error_of("conv 8, 3"), HasSubstr("unexpected comma"));
  EXPECT_THAT(error_of("conv 8 3 stride=2 stride=3"), HasSubstr("stride is given twice"));
  EXPECT_THAT(error_of("conv {width} 3"), HasSubstr("width has no value"));
  EXPECT_THAT(error_of("conv {width}/3 3", {{"width", 16}}),
              HasSubstr("{width}/3, here 16/3, is not a whole number from 1 to 1048576"));
  EXPECT_THAT(error_of("dropout 1"), HasSubstr("1 is not a number from 0 to 1 (exclusive)"));
  EXPECT_THAT(error_of("conv 8 1025"), HasSubstr("1025 is not 1 to 1024 pixels, such as 3 or 1x7 (height x width)"));
  EXPECT_THAT(error_of("conv 8 3; n\xC3\xB6rm"), HasSubstr("unexpected character \"\xC3\xB6\""));
  EXPECT_THAT(error_of("act formula"), HasSubstr("no activation is named formula"));
  EXPECT_THAT(error_of("act mihs"), HasSubstr("no activation is named mihs (did you mean mish?)"));
  EXPECT_THAT(error_of("residual(act"), HasSubstr("unclosed parenthesis"));
  EXPECT_THAT(error_of("act)"), HasSubstr("unmatched closing parenthesis"));
  EXPECT_THAT(error_of("act | act"), HasSubstr("| separates branches"));
  EXPECT_THAT(error_of("residual"), HasSubstr("residual needs steps in parentheses"));
  EXPECT_THAT(error_of("residual(act | act | act)"), HasSubstr("3 branches, at most 2 are allowed"));
  EXPECT_THAT(error_of("conv 8 3 (act)"), HasSubstr("conv takes no steps in parentheses"));
  EXPECT_THAT(error_of("concat( | )"), HasSubstr("concat has no steps in its parentheses"));
  EXPECT_THAT(error_of("stage 5 (act)"), HasSubstr("5 is not a valid name"));
  EXPECT_THAT(error_of(" # nothing\n"), HasSubstr("the network has no steps"));
  EXPECT_THAT(error_of("conv 8 3 act"), HasSubstr("unexpected act: "));
  EXPECT_THAT(error_of("concat(act) act"), HasSubstr("expected ; or a new line"));
}

TEST(Notation, LimitsSizeAndNesting) {
  EXPECT_THAT(error_of("repeat 1000000 (act)"), HasSubstr("more than 100000 steps"));
  EXPECT_THAT(error_of("repeat 1000 (repeat 1000 (act))"), HasSubstr("more than 100000 steps"));
  std::string nested = "repeat 50000 (act)";  // `repeat 1` does not add steps
  for (int i = 0; i < 60; ++i) nested = "repeat 1 (" + nested + ")";
  EXPECT_EQ(error_of(nested), "(no error)");
  EXPECT_THAT(error_of(nested + "; repeat 50001 (act)"), HasSubstr("more than 100000 steps"));
  EXPECT_EQ(error_of("act; repeat 0 (repeat 99999 (act))"), "(no error)");
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "residual(";
  EXPECT_THAT(error_of(deep), HasSubstr("nested more than 64 levels deep"));
  EXPECT_THAT(error_of(std::string(200'000, ' ')), HasSubstr("longer than 100000 characters"));
}

TEST(Notation, DocumentsItsSteps) {
  for (const Word& word : words()) {
    EXPECT_FALSE(word.usage.empty());
    EXPECT_FALSE(word.summary.empty()) << word.usage;
  }
  EXPECT_EQ(words().front().usage, "conv FILTERS KERNEL");
  EXPECT_EQ(words().front().options, "[stride=1] [padding=same] [groups=1] [bias=auto]");
  EXPECT_EQ(write(parsed("conv 8 3 stride=1 padding=same groups=1 bias=auto")), "conv 8 3")
      << "defaults may be given explicitly";
}

}  // namespace
}  // namespace actsweep::network
