#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/network/step.h"

/// Networks as text:
///
///     conv {width} 3; norm; act                                # a step is a name and its sizes
///     residual(conv {width} 3; norm; act; conv {width} 3; norm); act
///     repeat 2 (conv 64 3 groups=2; norm; act)                 # then options; some steps contain (steps)
///     concat(conv 32 1; act | conv 32 3; act)
///     global_pool; output
///
/// A newline or ; ends a step, # starts a comment. A size is a number or a product or quotient such as 2*{width}; a
/// window may also be HEIGHTxWIDTH, such as 1x7. {name} is a placeholder; {classes} is the number of classes of the
/// data set.
namespace actsweep::network {

/// Parses a text, with `values` for its placeholders. Throws InputError with the line number, the error, what was
/// expected, and an excerpt with a caret.
Steps read(std::string_view text, const std::map<std::string, std::int64_t>& values, std::int64_t classes);

/// The canonical text, which identifies a network: one line without comments and default options, with its
/// placeholders. Throws like read(), for all errors that do not depend on the values of placeholders.
std::string canonical(std::string_view text);

/// The names of placeholders except {classes}, in order of first appearance. Works for malformed texts, too.
std::vector<std::string> placeholders(std::string_view text);

/// Writes steps as a text that read() parses to the same steps. Uses `repeat` where possible.
std::string write(const Steps& steps);
/// The text of a step without its nested steps: "conv 64 3 stride=2", "residual".
std::string head(const Step& step);

/// The documentation of a step, as shown by `actsweep list steps`.
struct Word {
  std::string usage;    ///< "conv FILTERS KERNEL"
  std::string options;  ///< "[stride=1] [padding=same]"
  std::string summary;
};
std::vector<Word> words();

}  // namespace actsweep::network
