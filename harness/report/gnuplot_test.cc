#include "harness/report/gnuplot.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "harness/report/csv.h"
#include "harness/report/plot.h"
#include "harness/report/report_testing.h"
#include "harness/util/error.h"
#include "harness/util/files.h"

namespace actsweep::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Draws a figure in the test's own folder, which is returned.
std::filesystem::path drawn(const Figure& figure) {
  const std::filesystem::path folder = fresh_folder();
  write_file_atomically(folder / (figure.file + ".csv"), figure_csv(figure));
  write_file_atomically(folder / (figure.file + ".gp"), gnuplot_script(figure));
  run_gnuplot(folder / (figure.file + ".gp"));
  return folder;
}

/// Width and height, from the header of a PNG.
std::pair<unsigned, unsigned> png_size(const std::string& png) {
  const auto number = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = at; i < at + 4; ++i) value = value << 8U | static_cast<unsigned char>(png.at(i));
    return value;
  };
  return {number(16), number(20)};
}

TEST(Gnuplot, TextsAreTakenAsTheyAre) {
  EXPECT_EQ(gnuplot_quoted("it's `date` \"$x\" \\n"), "'it'.\"'\".'s `date` \"$x\" \\n'");
  EXPECT_EQ(gnuplot_quoted("two\nlines\r"), "'two lines '");
  const std::filesystem::path folder = fresh_folder();
  const std::string text = "'a''b'$x";
  write_file_atomically(folder / "said.gp", "set print 'said'\nprint " + gnuplot_quoted(text) + "\n");
  run_gnuplot(folder / "said.gp");
  EXPECT_EQ(read_file(folder / "said"), text + "\n");
}

TEST(Gnuplot, DrawsPngAndSvg) {
  const DrawnResults input = small_input();
  const std::filesystem::path folder = drawn(make_figures(input).at(0));
  const std::string png = read_file(folder / "test_top1-vs-noise.sigma.png");
  EXPECT_THAT(png, StartsWith("\x89PNG\r\n\x1a\n"));
  const auto [width, height] = png_size(png);
  EXPECT_EQ(width, 1120U);
  EXPECT_GE(height, 800U);
  const std::string svg = read_file(folder / "test_top1-vs-noise.sigma.svg");
  EXPECT_THAT(svg, StartsWith("<?xml"));
  EXPECT_THAT(svg, HasSubstr("</svg>"));
  for (const char* text : {"Test accuracy (%)", "Input noise σ", "ReLU", "Mish", "diverged"}) {
    EXPECT_THAT(svg, HasSubstr(text));
  }
}

TEST(Gnuplot, DrawsPublishedNumbersAsCrosses) {
  Figure figure = make_figures(small_input()).at(0);
  const std::string without = read_file(drawn(figure) / (figure.file + ".svg"));
  figure.series[1].cells[1].published = 85.5;
  const std::string with = read_file(drawn(figure) / (figure.file + ".svg"));
  EXPECT_THAT(without, Not(HasSubstr("published")));
  EXPECT_THAT(with, HasSubstr("published"));
  EXPECT_THAT(with, HasSubstr("gpPt1"));  // gnuplot's cross
}

TEST(Gnuplot, HostileTextsRunNothing) {
  const std::string hostile = "`touch pwned`'\n;system('touch pwned') # \" \\ <b> {/Bold x}";
  DrawnResults input;
  input.name = "hostile";
  input.axes = {{hostile, {hostile, "b,c\"d"}, false}};
  input.figures = {{hostile, "test_top1", hostile, hostile}};
  input.trials = {finished("1", {{hostile, hostile}}, 50), finished("2", {{hostile, "b,c\"d"}}, 60)};
  const Figure figure = make_figures(input).at(0);
  const std::filesystem::path folder = drawn(figure);
  EXPECT_FALSE(std::filesystem::exists(folder / "pwned"));
  const std::string svg = read_file(folder / (figure.file + ".svg"));
  EXPECT_THAT(svg, HasSubstr("`touch pwned`"));
  EXPECT_THAT(svg, HasSubstr("{/Bold x}"));
  EXPECT_THAT(svg, Not(HasSubstr("<b>")));
}

TEST(Gnuplot, ThirtySevenCurvesGetLegendColumns) {
  DrawnResults input;
  input.name = "many";
  for (int i = 0; i < 37; ++i) {
    for (const int sigma : {0, 1}) {
      input.trials.push_back(
          finished("t", {{"model.activation", "act" + std::to_string(i)}, {"noise.sigma", sigma}}, 90 - i - sigma));
    }
  }
  input.figures = {{"noise.sigma", "test_top1", "model.activation", ""},
                   {"model.activation", "test_top1", "noise.sigma", ""}};
  for (const Figure& figure : make_figures(input)) {
    const std::string svg = read_file(drawn(figure) / (figure.file + ".svg"));
    for (int i = 0; i < 37; ++i) EXPECT_THAT(svg, HasSubstr("act" + std::to_string(i) + "</text>"));
  }
}

TEST(Gnuplot, LogAxesHavePowersOfTen) {
  DrawnResults input;
  input.name = "log";
  input.axes = {{"optimizer.lr", {1e-5, 1e-3, 1e-1}, true}};
  for (const double lr : {1e-5, 1e-3, 1e-1})
    input.trials.push_back(finished("t", {{"optimizer.lr", lr}}, 50, 500 * lr));
  input.figures = {{"optimizer.lr", "test_loss", "", ""}};
  const Figure figure = make_figures(input).at(0);
  const std::string svg = read_file(drawn(figure) / (figure.file + ".svg"));
  for (const char* tic : {"10⁻⁵", "10⁻³", "10⁻¹"}) EXPECT_THAT(svg, HasSubstr(tic));
  // Losses from 0.005 to 50 are drawn on a logarithmic axis, too.
  EXPECT_THAT(gnuplot_script(figure), HasSubstr("set logscale y"));
}

TEST(Gnuplot, AFailureQuotesItsMessage) {
  const std::filesystem::path folder = fresh_folder();
  write_file_atomically(folder / "broken.gp", "plot 'absent.csv'\n");
  try {
    run_gnuplot(folder / "broken.gp");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), StartsWith("gnuplot failed on broken.gp with exit status "));
    EXPECT_THAT(error.what(), HasSubstr("absent.csv"));
    EXPECT_THAT(error.what(), HasSubstr("gnuplot-nox"));
    EXPECT_THAT(error.what(), Not(HasSubstr("\n")));
  }
}

TEST(Gnuplot, ItsAbsenceNamesThePackageToInstall) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", fresh_folder().c_str(), 1);
  std::string message;
  try {
    run_gnuplot("nowhere/figure.gp");
  } catch (const InputError& error) {
    message = error.what();
  }
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(message,
            "cannot start gnuplot: No such file or directory; figures are drawn by gnuplot: install gnuplot-nox");
}

}  // namespace
}  // namespace actsweep::report
