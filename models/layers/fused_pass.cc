#include "models/layers/fused_pass.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>

#include "models/formula/passes.h"

namespace actsweep {
namespace {

/// Divides the memory of a dense tensor into rows. Either all values of a row share the parameters of one channel, or
/// the values along a row run through the channels.
struct Rows {
  std::int64_t count = 1, length = 0;
  std::int64_t channels = 1;
  bool through_channels = false;
};

/// Rows shorter than this are combined, with parameters repeated for each element: calling the kernel for each row
/// would take longer than the computation.
constexpr std::int64_t kShortRow = 256;

Rows rows_of(const at::Tensor& x, const at::Tensor& learned) {
  if (!learned.defined() || learned.size(1) == 1) return {.length = x.numel()};
  const std::int64_t channels = x.size(1);
  if (x.dim() == 2 || !x.is_contiguous()) return {x.numel() / channels, channels, channels, true};
  const std::int64_t length = x[0].numel() / channels;
  if (length < kShortRow) return {x.size(0), channels * length, channels * length, true};
  return {x.size(0) * channels, length, channels, false};
}

/// Adds sixteen partial sums, so that the compiler vectorizes.
float sum(const float* values, std::int64_t count) {
  std::array<float, 16> parts{};
  std::int64_t i = 0;
  for (; i + 16 <= count; i += 16) {
    for (std::int64_t k = 0; k < 16; ++k) parts[static_cast<std::size_t>(k)] += values[i + k];
  }
  float total = 0;
  for (; i < count; ++i) total += values[i];
  for (const float part : parts) total += part;
  return total;
}

/// The memory of a float or bfloat16 tensor.
struct Values {
  void* begin;
  bool is_bf16;

  explicit Values(const at::Tensor& tensor)
      : begin(tensor.data_ptr()), is_bf16(tensor.scalar_type() == at::kBFloat16) {}

  float* floats() const { return static_cast<float*>(begin); }
  std::uint16_t* bf16s() const { return static_cast<std::uint16_t*>(begin); }
};

class FusedPass {
 public:
  FusedPass(const formula::Kernel& kernel, const Rows& rows, const at::Tensor& x, const at::Tensor& learned,
            const std::vector<at::Tensor>& others, const std::vector<at::Tensor>& elementwise)
      : kernel_(kernel), rows_(rows), is_bf16_(x.scalar_type() == at::kBFloat16), x_(x) {
    for (const at::Tensor& result : elementwise) elementwise_.emplace_back(result);
    for (const at::Tensor& other : others) others_.emplace_back(other);
    for (std::int64_t p = 0; learned.defined() && p < learned.size(0); ++p) {
      learned_.push_back(learned.data_ptr<float>() + p * learned.size(1));
    }
    if (rows_.through_channels) {
      rows_per_block_ =
          std::max({std::int64_t{1}, kBlock / std::max<std::int64_t>(1, rows_.length), rows_.count / kBlocks});
    }
  }

  /// Computes results without sums.
  void run() const {
    const std::int64_t grain = std::max<std::int64_t>(1, 2 * kBlock / std::max<std::int64_t>(1, rows_.length));
    if (rows_.count == 1) {
      at::parallel_for(0, rows_.length, 2 * kBlock, [&](std::int64_t begin, std::int64_t end) {
        run_rows({0, 1, begin, end}, nullptr, 0);
      });
    } else {
      at::parallel_for(0, rows_.count, grain, [&](std::int64_t first, std::int64_t last) {
        run_rows({first, last, 0, rows_.length}, nullptr, 0);
      });
    }
  }

  /// Also returns the sums of the other results, [results, channels]. Adds them block by block; the blocks do not
  /// depend on the number of threads.
  at::Tensor run_and_sum(std::int64_t results, std::int64_t channels) const {
    const std::int64_t blocks =
        rows_.count == 1 ? (rows_.length + kBlock - 1) / kBlock : (rows_.count + rows_per_block_ - 1) / rows_per_block_;
    const std::int64_t width = rows_.through_channels ? rows_.channels : 1;
    const at::Tensor partial = at::zeros({results, blocks, width}, at::kFloat);
    const std::int64_t elements = rows_.count == 1 ? kBlock : rows_per_block_ * rows_.length;
    at::parallel_for(0, blocks, std::max<std::int64_t>(1, 2 * kBlock / std::max<std::int64_t>(1, elements)),
                     [&](std::int64_t begin, std::int64_t end) {
                       for (std::int64_t block = begin; block < end; ++block) {
                         run_rows(part(block), partial.data_ptr<float>() + block * width, blocks * width);
                       }
                     });
    return partial.view({results, blocks * width / channels, channels}).sum(1);
  }

 private:
  static constexpr std::int64_t kBlock = 1 << 14;
  static constexpr std::int64_t kBlocks =
      32;  ///< if rows run through the channels: each block has sums for all channels
  static constexpr std::int64_t kPiece = 1 << 10;  ///< elements computed at a time before they are summed

  /// Elements [begin, end) of each of the rows [first, last).
  struct Part {
    std::int64_t first, last, begin, end;
  };

  Part part(std::int64_t block) const {
    if (rows_.count == 1) return {0, 1, block * kBlock, std::min(rows_.length, (block + 1) * kBlock)};
    return {block * rows_per_block_, std::min(rows_.count, (block + 1) * rows_per_block_), 0, rows_.length};
  }

  /// Pointer to `count` floats from index `from`; bfloat16 values are converted into `buffer`.
  static const float* floats_of(const Values& values, std::int64_t from, std::int64_t count, float* buffer) {
    if (!values.is_bf16) return values.floats() + from;
    formula::widen_bf16(values.bf16s() + from, static_cast<std::size_t>(count), buffer);
    return buffer;
  }

  /// Adds the summed results to sums[k * stride].
  void run_rows(const Part& part, float* sums, std::int64_t stride) const {
    const std::size_t results = kernel_.program().results.size(), elementwise = elementwise_.size(),
                      read = 1 + others_.size();
    std::vector<formula::Input> inputs(kernel_.program().variables.size());
    std::vector<float*> to(results);
    // Buffers for one piece: results to be summed or rounded, and inputs converted from bfloat16.
    std::vector<float> buffers((is_bf16_ ? results + read : results - elementwise) * kPiece);
    const auto buffer = [&](std::size_t k) { return buffers.data() + k * kPiece; };
    for (std::size_t k = elementwise; k < results; ++k) to[k] = buffer(k - elementwise);
    const auto is_output = [&](const Values& input) { return input.begin == elementwise_.back().begin; };
    const bool is_in_place = is_output(x_) || std::any_of(others_.begin(), others_.end(), is_output);
    const std::int64_t piece = sums == nullptr && !is_bf16_ ? part.end - part.begin : kPiece;
    for (std::int64_t row = part.first; row < part.last; ++row) {
      for (std::int64_t begin = part.begin; begin < part.end; begin += piece) {
        const std::int64_t count = std::min(piece, part.end - begin), from = row * rows_.length + begin;
        auto input = inputs.begin();
        *input++ = {floats_of(x_, from, count, buffer(results)), false};
        for (const float* values : learned_) {
          *input++ = {values + (rows_.through_channels ? begin : row % rows_.channels), !rows_.through_channels};
        }
        for (std::size_t k = 0; k < others_.size(); ++k) {
          *input++ = {floats_of(others_[k], from, count, buffer(results + 1 + k)), false};
        }
        for (std::size_t k = 0; k < elementwise; ++k) {
          to[k] = is_bf16_ ? buffer(results - elementwise + k) : elementwise_[k].floats() + from;
        }
        // The elements after these are computed next, so the kernel may overwrite them, unless they are still inputs.
        const std::int64_t next = part.end - (begin + count);
        const std::int64_t slack = rows_.through_channels ? next : next + (part.last - row - 1) * rows_.length;
        kernel_.run(inputs, to, static_cast<std::size_t>(count), is_in_place ? 0 : static_cast<std::size_t>(slack));
        for (std::size_t k = 0; k < elementwise && is_bf16_; ++k) {
          formula::round_to_bf16(to[k], static_cast<std::size_t>(count), elementwise_[k].bf16s() + from);
        }
        for (std::size_t k = elementwise; k < results; ++k) {
          float* const sum_of_result = sums + static_cast<std::int64_t>(k - elementwise) * stride;
          if (!rows_.through_channels) {
            *sum_of_result += sum(to[k], count);
          } else {
            for (std::int64_t i = 0; i < count; ++i) sum_of_result[begin + i] += to[k][i];
          }
        }
      }
    }
  }

  const formula::Kernel& kernel_;
  Rows rows_;
  std::int64_t rows_per_block_ = 1;
  bool is_bf16_;  ///< dtype of x and the elementwise results
  Values x_;
  std::vector<const float*> learned_;
  std::vector<Values> others_, elementwise_;
};

}  // namespace

PassResults fused_pass(const formula::Kernel& kernel, std::size_t elementwise, const at::Tensor& x,
                       const at::Tensor& learned, std::vector<at::Tensor> others, const at::Tensor& reusable) {
  const bool is_dense =
      x.is_non_overlapping_and_dense() && (x.is_contiguous() || x.is_contiguous(at::MemoryFormat::ChannelsLast));
  const at::Tensor dense = is_dense ? x : x.contiguous();
  for (at::Tensor& other : others) {
    if (other.strides() != dense.strides()) other = at::empty_like(dense).copy_(other);
  }
  const Rows rows = rows_of(dense, learned);
  at::Tensor parameters = learned.defined() ? learned.contiguous() : learned;
  const std::int64_t channels = learned.defined() ? learned.size(1) : 1;
  if (rows.channels > channels) parameters = parameters.repeat_interleave(rows.channels / channels, 1);
  const std::size_t summed = kernel.program().results.size() - elementwise;
  const bool reuses = summed == 0 && reusable.defined() && reusable.strides() == dense.strides();
  PassResults results;
  while (results.elementwise.size() + (reuses ? 1 : 0) < elementwise)
    results.elementwise.push_back(at::empty_like(dense));
  if (reuses) results.elementwise.push_back(reusable);
  const FusedPass pass(kernel, rows, dense, parameters, others, results.elementwise);
  if (summed == 0) {
    pass.run();
  } else {
    results.sums = pass.run_and_sum(static_cast<std::int64_t>(summed), parameters.size(1));
    if (rows.channels > channels) results.sums = results.sums.view({-1, channels, rows.channels / channels}).sum(2);
  }
  return results;
}

}  // namespace actsweep
