#include "harness/report/csv.h"

#include <gtest/gtest.h>

#include "harness/report/report_testing.h"

namespace actsweep::report {
namespace {

TEST(Csv, PointsSeriesBySeries) {
  const DrawnResults input = small_input();
  // t(0.975, 1) = 12.706204736174694 (SciPy 1.17); the standard error of {90, 92} is 1.
  EXPECT_EQ(figure_csv(make_figures(input).at(0)),
            "noise.sigma,model.activation,n,diverged,mean,sd,ci_low,ci_high\n"
            "0,relu,2,0,91,1.4142135623730951,78.2937952638253,103.7062047361747\n"
            "1,relu,1,1,10,,,\n"
            "0,mish,2,0,92,1.4142135623730951,79.2937952638253,104.7062047361747\n"
            "1,mish,2,0,82,2.8284271247461903,56.58759052765061,107.4124094723494\n");
}

TEST(Csv, HasAColumnOfPublishedNumbersWhereThereAreAny) {
  Figure figure = make_figures(small_input()).at(0);
  figure.series[1].cells[1].published = 85.5;
  const std::string csv = figure_csv(figure);
  EXPECT_NE(csv.find("ci_low,ci_high,published\n"), std::string::npos);
  EXPECT_NE(csv.find(",107.4124094723494,85.5\n"), std::string::npos);
}

TEST(Csv, TrialsWithTheValueTheyCountWith) {
  const DrawnResults input = small_input();
  EXPECT_EQ(trials_csv(make_figures(input).at(0), input),
            "trial,model.activation,noise.sigma,seed,state,epochs,test_top1\n"
            "a,relu,0,0,done,3,90\n"
            "b,relu,0,1,done,3,92\n"
            "c,relu,1,0,diverged,2,10\n"
            "d,relu,1,1,failed,2,\n"
            "e,mish,0,0,done,3,91\n"
            "f,mish,0,1,done,3,93\n"
            "g,mish,1,0,done,3,80\n"
            "h,mish,1,1,done,3,84\n");
}

TEST(Csv, TextsAreQuoted) {
  DrawnResults input;
  input.name = "hostile";
  input.figures = {{"a,b", "test_top1", "", ""}};
  input.trials = {finished("x\"y", {{"a,b", "one,\n\"two\""}}, 50)};
  const Figure figure = make_figures(input).at(0);
  EXPECT_EQ(figure_csv(figure), "\"a,b\",n,diverged,mean,sd,ci_low,ci_high\n\"one, 'two'\",1,0,50,,,\n");
  EXPECT_EQ(trials_csv(figure, input),
            "trial,\"a,b\",state,epochs,test_top1\n\"x\"\"y\",\"one,\n\"\"two\"\"\",done,3,50\n");
}

}  // namespace
}  // namespace actsweep::report
