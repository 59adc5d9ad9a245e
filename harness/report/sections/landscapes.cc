// `report.landscapes`: the output of a random network over a square of inputs, a picture for each activation.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/config/mapping.h"
#include "harness/report/csv.h"
#include "harness/report/gnuplot.h"
#include "harness/report/html.h"
#include "harness/report/section.h"
#include "harness/report/sections/activations.h"
#include "harness/report/sections/landscape.h"
#include "harness/statistics/summary.h"
#include "harness/util/text.h"

namespace actsweep::report {
namespace {

constexpr int kPicturesInARow = 3;

/// Matplotlib's viridis at nine places: perceptually uniform, also in gray and for the color-blind.
constexpr const char* kPalette =
    "set palette defined (0 '#440154', 1 '#472d7b', 2 '#3b528b', 3 '#2c728e', 4 '#21918c', 5 '#28ae80', 6 '#5ec962', "
    "7 '#addc30', 8 '#fde725') maxcolors 24\n";

struct Result {
  const DrawnActivation* activation;
  Landscape picture;               ///< with the first seed
  std::vector<Roughness> by_seed;  ///< in the order of the seeds
  statistics::Summary jump;        ///< of the relative jumps over the seeds, in percent
};

/// "7.1 ± 0.9 %": the mean and half of its 95 % interval.
std::string jump_text(const statistics::Summary& jump) {
  if (!std::isfinite(jump.mean)) return "undefined";
  const std::string half = jump.ci_high ? fmt::format(" ± {:.1f}", *jump.ci_high - jump.mean) : "";
  return fmt::format("{:.1f}{} %", jump.mean, half);
}

/// The shared color scale, which leaves out half a percent of the values on either side.
std::pair<double, double> color_range(const std::vector<Result>& results) {
  std::vector<float> values;
  for (const Result& result : results) {
    std::copy_if(result.picture.outputs.begin(), result.picture.outputs.end(), std::back_inserter(values),
                 [](float v) { return std::isfinite(v); });
  }
  if (values.empty()) return {0, 1};
  std::sort(values.begin(), values.end());
  const double low = values[values.size() / 200], high = values[values.size() - 1 - values.size() / 200];
  return {low, high > low ? high : low + 1};
}

std::string picture_csv(const std::vector<Result>& results) {
  std::string csv = "x,y";
  for (const Result& result : results) csv += fmt::format(",\"{}\"", csv_plain(result.activation->label));
  csv += '\n';
  const Landscape& first = results.front().picture;
  for (int row = 0; row < first.side; ++row) {
    for (int column = 0; column < first.side; ++column) {
      csv += fmt::format("{:.6g},{:.6g}", first.coordinate(column), first.coordinate(row));
      for (const Result& result : results) csv += fmt::format(",{:.6g}", result.picture.at(column, row));
      csv += '\n';
    }
  }
  return csv;
}

std::string script(const std::string& file, const std::string& title, const std::vector<Result>& results) {
  const int count = static_cast<int>(results.size());
  const Panels panels{.count = count,
                      .columns = std::min(count, kPicturesInARow),
                      .width = 226,
                      .height = 226,
                      .gap_y = 84,
                      .left = 46,
                      .right = 112,
                      .bottom = 58};
  const auto [low, high] = color_range(results);
  const Landscape& first = results.front().picture;
  const std::string color_bar = fmt::format("set colorbox user origin {:.4f},{:.4f} size {:.4f},{:.4f} noborder\n",
                                            1 - panels.part_x(panels.right - 12), panels.part_y(panels.bottom),
                                            panels.part_x(14), 1 - panels.part_y(panels.top + panels.bottom));
  std::string plots = panels.begin(title);
  for (int i = 0; i < count; ++i) {
    const Result& result = results[static_cast<std::size_t>(i)];
    plots += fmt::format("set title {} noenhanced offset 0,-0.6\n", gnuplot_quoted(result.activation->label));
    plots += fmt::format("set xlabel {} noenhanced font ',12' offset 0,0.9\n",
                         gnuplot_quoted("gradient jump " + jump_text(result.jump)));
    plots += i % panels.columns == 0 ? "set format y '%g'\n" : "set format y ''\n";
    plots += i + 1 == count ? color_bar : "unset colorbox\n";
    plots += fmt::format("plot data skip 1 using 1:2:{} with image notitle\n", i + 3);
  }
  plots += "unset multiplot\n";
  return head_commands(file) + kPalette +
         fmt::format(
             "set border 15\nunset grid\nunset key\n"
             "set xrange [{0}:{1}]\nset yrange [{0}:{1}]\nset cbrange [{2:.4g}:{3:.4g}]\n"
             "set format cb '%.3g'\nset cblabel 'output' offset 0.6,0\n",
             first.range.first, first.range.second, low, high) +
         output_commands(file, panels.canvas(), plots, plots);
}

class LandscapesSection : public Section {
 public:
  explicit LandscapesSection(const YamlValue& given) {
    const std::string key = "report.landscapes";
    const auto read = [&](const Param& param) { return value_or_default(given, key, param); };
    expect_keys(given, key, {"activations", "range", "layers", "width", "bias", "resolution", "seed", "seeds"});
    activations_ = read_activations(given, key);
    range_ = interval_or_default(given, key, "range", {-5, 5});
    network_ = {.layers = read(Integer("layers", 5).at_least(2).at_most(50)),
                .width = read(Integer("width", 128).at_least(1).at_most(1024)),
                .bias = read(Real("bias", 1).at_least(0)),
                .seed = read(Integer("seed", 0).at_least(0))};
    side_ = read(Integer("resolution", 151).at_least(3).at_most(401));
    seeds_ = read(Integer("seeds", 10).at_least(1).at_most(1000));
    check_work(given, key);
  }

  std::string make(Output& output) const override {
    std::vector<Result> results;
    for (const DrawnActivation& activation : activations_) results.push_back(result_of(activation));
    const std::string title = fmt::format("Output of a random {}-layer network", network_.layers);
    const std::string file = output.free_name("landscapes");
    Drawing drawing = output.draw(file, picture_csv(results), script(file, title, results));
    output.add_file(drawing, "CSV of the gradients", file + ".gradients.csv", gradients_csv(results));
    return html_section("figure", file, title,
                        html_figure(title, drawing.svg, caption()) + html_downloads(drawing.downloads) +
                            table(results) + html_list(notes()));
  }

 private:
  /// With the largest values of all keys it would take a year.
  void check_work(const YamlValue& given, const std::string& key) const {
    constexpr double kMax = 1e13;  // some minutes
    const double multiplications = static_cast<double>(activations_.size()) * seeds_ * side_ * side_ *
                                   (network_.layers - 1) * network_.width * network_.width;
    if (multiplications <= kMax) return;
    fail_at(given, key,
            fmt::format(
                "needs {:.0e} multiplications, but at most {:.0e} are allowed; ask for fewer activations or seeds, a "
                "lower resolution or a smaller network",
                multiplications, kMax));
  }

  Result result_of(const DrawnActivation& activation) const {
    Result result{&activation, {}, {}, {}};
    std::vector<double> jumps;
    for (int i = 0; i < seeds_; ++i) {
      RandomNetwork network = network_;
      network.seed += static_cast<std::uint64_t>(i);
      Landscape land = landscape(network, activation.value, range_, side_);
      result.by_seed.push_back(roughness(land));
      jumps.push_back(100 * result.by_seed.back().relative_jump());
      if (i == 0) result.picture = std::move(land);
    }
    result.jump = statistics::summarize(jumps);
    return result;
  }

  std::string gradients_csv(const std::vector<Result>& results) const {
    std::string csv = "activation,seed,mean_gradient,mean_jump,relative_jump_percent,output_deviation\n";
    for (const Result& result : results) {
      for (std::size_t i = 0; i < result.by_seed.size(); ++i) {
        const Roughness& rough = result.by_seed[i];
        csv += fmt::format("\"{}\",{},{:.8g},{:.8g},{:.8g},{:.8g}\n", csv_plain(result.activation->label),
                           network_.seed + i, rough.mean_gradient, rough.mean_jump, 100 * rough.relative_jump(),
                           rough.deviation);
      }
    }
    return csv;
  }

  std::string table(const std::vector<Result>& results) const {
    std::vector<HtmlRow> rows;
    double smallest = std::numeric_limits<double>::infinity();
    for (const Result& result : results) smallest = std::fmin(smallest, result.jump.mean);
    for (const Result& result : results) {
      std::vector<double> gradients, deviations;
      for (const Roughness& rough : result.by_seed) {
        gradients.push_back(rough.mean_gradient);
        deviations.push_back(rough.deviation);
      }
      rows.push_back({{result.activation->label},
                      {jump_text(result.jump), results.size() > 1 && result.jump.mean == smallest, ""},
                      {fmt::format("{:.3g}", statistics::summarize(gradients).mean)},
                      {fmt::format("{:.3g}", statistics::summarize(deviations).mean)}});
    }
    return html_caption(fmt::format("Mean over {}{}; the smallest jump in bold.",
                                    counted(static_cast<std::uint64_t>(seeds_), "seed"),
                                    seeds_ > 1 ? " ± half of its 95 % interval (Student's t)" : "")) +
           html_table({"Activation", "Gradient jump", "Mean gradient", "Deviation of the output"}, rows,
                      Columns::kNumbers);
  }

  std::string caption() const {
    return fmt::format(
        "All pictures have the same weights (seed {}) and colors; the axes are the two inputs. Below each: the "
        "mean jump of the gradient over {}.",
        network_.seed, counted(static_cast<std::uint64_t>(seeds_), "seed"));
  }

  std::vector<std::string> notes() const {
    const double step = (range_.second - range_.first) / (side_ - 1);
    return {
        fmt::format(
            "Gradient jump: each cell of the grid has the gradient of the plane through its four corners. A jump is "
            "the Euclidean norm of the difference between the gradients of two cells that share an edge. Shown is "
            "the mean jump divided by the mean norm of the gradient, so outputs of any scale compare. It is valid "
            "for this distance between grid points, {:.4g}, and proportional to it while it is small.",
            step),
        "After the Mish paper (arXiv 1908.08681), whose author drew the scalar output of a randomly initialized "
        "network of 5 layers over its two inputs, for ReLU, Swish and Mish.",
        fmt::format(
            "Our choice, because no source says more: {} fully connected layers, the activation after each but "
            "the last; {} units in each hidden layer; weights normal with variance 2 / (inputs of the layer), as "
            "in He et al.; biases normal with standard deviation {:.4g}; inputs from {:.4g} to {:.4g}, "
            "{} × {} points; seeds {} to {}. Nothing is trained.",
            network_.layers, network_.width, network_.bias, range_.first, range_.second, side_, side_, network_.seed,
            network_.seed + static_cast<std::uint64_t>(seeds_ - 1))};
  }

  std::vector<DrawnActivation> activations_;
  RandomNetwork network_;
  std::pair<double, double> range_;
  int side_ = 0, seeds_ = 0;
};

const Registration<SectionKind> kLandscapes{
    {.name = "landscapes", .summary = "the output of a random network over a square of inputs"},
    [](const YamlValue& given) { return std::make_unique<LandscapesSection>(given); }};

}  // namespace
}  // namespace actsweep::report
