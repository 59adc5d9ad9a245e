#include "harness/report/report.h"

#include "harness/report/html.h"
#include "harness/report/output.h"
#include "harness/report/section.h"
#include "harness/report/trial_figures.h"
#include "harness/report/value.h"

namespace actsweep::report {

std::vector<std::filesystem::path> write(const Input& input, const std::filesystem::path& out,
                                         const std::vector<std::string>& formats) {
  Output output(out / slug(input.name, "report"), formats);
  std::vector<std::string> sections = trial_figures(input, output);
  for (const Part& part : input.parts) sections.push_back(part(output));
  for (const auto& section : input.sections) sections.push_back(section->make(output));
  output.keep_page(html_page(input, sections));
  return output.publish();
}

}  // namespace actsweep::report
