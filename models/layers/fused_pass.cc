#include "models/layers/fused_pass.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>

#include "models/formula/passes.h"

namespace actsweep {
namespace {

/// How the values of a dense tensor lie in memory beside the parameters of the channels: in rows within which they have
/// the same parameters, or along which they run through the channels.
struct Rows {
  std::int64_t count = 1, length = 0;
  std::int64_t channels = 1;
  bool through_channels = false;
};

/// Rows shorter than this are put together, though each element then has parameters of its own: a call of the kernel
/// for each row would take longer than what it computes.
constexpr std::int64_t kShortRow = 256;

Rows rows_of(const at::Tensor& x, const at::Tensor& learned) {
  if (!learned.defined() || learned.size(1) == 1) return {.length = x.numel()};
  const std::int64_t channels = x.size(1);
  if (x.dim() == 2 || !x.is_contiguous()) return {x.numel() / channels, channels, channels, true};
  const std::int64_t length = x[0].numel() / channels;
  if (length < kShortRow) return {x.size(0), channels * length, channels * length, true};
  return {x.size(0) * channels, length, channels, false};
}

/// In sixteen parts, which a compiler adds up with vectors.
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

/// The memory of a tensor of float or bfloat16.
struct Numbers {
  void* begin;
  bool is_bf16;

  explicit Numbers(const at::Tensor& tensor)
      : begin(tensor.data_ptr()), is_bf16(tensor.scalar_type() == at::kBFloat16) {}

  float* floats() const { return static_cast<float*>(begin); }
  std::uint16_t* bf16s() const { return static_cast<std::uint16_t*>(begin); }
};

class FusedPass {
 public:
  FusedPass(const formula::Kernel& kernel, const Rows& rows, const at::Tensor& x, const at::Tensor& learned,
            const std::vector<at::Tensor>& others, const std::vector<at::Tensor>& whole)
      : kernel_(kernel), rows_(rows), has_bf16_(x.scalar_type() == at::kBFloat16), x_(x) {
    for (const at::Tensor& result : whole) whole_.emplace_back(result);
    for (const at::Tensor& other : others) others_.emplace_back(other);
    for (std::int64_t p = 0; learned.defined() && p < learned.size(0); ++p) {
      learned_.push_back(learned.data_ptr<float>() + p * learned.size(1));
    }
    if (rows_.through_channels) {
      rows_a_block_ =
          std::max({std::int64_t{1}, kBlock / std::max<std::int64_t>(1, rows_.length), rows_.count / kBlocks});
    }
  }

  /// Without sums.
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

  /// With the sums [results, channels] of the other results. They are added up block by block, and blocks do not depend
  /// on the number of threads.
  at::Tensor run_and_sum(std::int64_t results, std::int64_t channels) const {
    const std::int64_t blocks =
        rows_.count == 1 ? (rows_.length + kBlock - 1) / kBlock : (rows_.count + rows_a_block_ - 1) / rows_a_block_;
    const std::int64_t width = rows_.through_channels ? rows_.channels : 1;
    const at::Tensor partial = at::zeros({results, blocks, width}, at::kFloat);
    const std::int64_t elements = rows_.count == 1 ? kBlock : rows_a_block_ * rows_.length;
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
  static constexpr std::int64_t kBlocks = 32;      ///< of rows through the channels, each with sums for all of them
  static constexpr std::int64_t kPiece = 1 << 10;  ///< elements whose results wait to be added up

  /// Elements [begin, end) of each of the rows [first, last).
  struct Part {
    std::int64_t first, last, begin, end;
  };

  Part part(std::int64_t block) const {
    if (rows_.count == 1) return {0, 1, block * kBlock, std::min(rows_.length, (block + 1) * kBlock)};
    return {block * rows_a_block_, std::min(rows_.count, (block + 1) * rows_a_block_), 0, rows_.length};
  }

  /// Numbers from `from` on for the kernel: where they are, or, of bfloat16, widened in `room`.
  static const float* floats_of(const Numbers& numbers, std::int64_t from, std::int64_t count, float* room) {
    if (!numbers.is_bf16) return numbers.floats() + from;
    formula::widen_bf16(numbers.bf16s() + from, static_cast<std::size_t>(count), room);
    return room;
  }

  /// Adds the results that are not whole to sums[k * stride].
  void run_rows(const Part& part, float* sums, std::int64_t stride) const {
    const std::size_t results = kernel_.program().results.size(), whole = whole_.size(), read = 1 + others_.size();
    std::vector<formula::Input> inputs(kernel_.program().variables.size());
    std::vector<float*> to(results);
    // Of a piece: the results, which wait to be added up or rounded, and the inputs, as far as they are widened.
    std::vector<float> waiting((has_bf16_ ? results + read : results - whole) * kPiece);
    const auto room = [&](std::size_t k) { return waiting.data() + k * kPiece; };
    for (std::size_t k = whole; k < results; ++k) to[k] = room(k - whole);
    const auto is_output = [&](const Numbers& input) { return input.begin == whole_.back().begin; };
    const bool is_in_place = is_output(x_) || std::any_of(others_.begin(), others_.end(), is_output);
    const std::int64_t piece = sums == nullptr && !has_bf16_ ? part.end - part.begin : kPiece;
    for (std::int64_t row = part.first; row < part.last; ++row) {
      for (std::int64_t begin = part.begin; begin < part.end; begin += piece) {
        const std::int64_t count = std::min(piece, part.end - begin), from = row * rows_.length + begin;
        auto input = inputs.begin();
        *input++ = {floats_of(x_, from, count, room(results)), false};
        for (const float* values : learned_) {
          *input++ = {values + (rows_.through_channels ? begin : row % rows_.channels), !rows_.through_channels};
        }
        for (std::size_t k = 0; k < others_.size(); ++k) {
          *input++ = {floats_of(others_[k], from, count, room(results + 1 + k)), false};
        }
        for (std::size_t k = 0; k < whole; ++k) {
          to[k] = has_bf16_ ? room(results - whole + k) : whole_[k].floats() + from;
        }
        // The elements behind these are computed next, and so may be overwritten, but for an input.
        const std::int64_t next = part.end - (begin + count);
        const std::int64_t slack = rows_.through_channels ? next : next + (part.last - row - 1) * rows_.length;
        kernel_.run(inputs, to, static_cast<std::size_t>(count), is_in_place ? 0 : static_cast<std::size_t>(slack));
        for (std::size_t k = 0; k < whole && has_bf16_; ++k) {
          formula::round_to_bf16(to[k], static_cast<std::size_t>(count), whole_[k].bf16s() + from);
        }
        for (std::size_t k = whole; k < results; ++k) {
          float* const sum_of_result = sums + static_cast<std::int64_t>(k - whole) * stride;
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
  std::int64_t rows_a_block_ = 1;
  bool has_bf16_;  ///< x and the whole results have
  Numbers x_;
  std::vector<const float*> learned_;
  std::vector<Numbers> others_, whole_;
};

}  // namespace

PassResults fused_pass(const formula::Kernel& kernel, std::size_t whole, const at::Tensor& x, const at::Tensor& learned,
                       std::vector<at::Tensor> others, const at::Tensor& reusable) {
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
  const std::size_t summed = kernel.program().results.size() - whole;
  const bool reuses = summed == 0 && reusable.defined() && reusable.strides() == dense.strides();
  PassResults results;
  while (results.whole.size() + (reuses ? 1 : 0) < whole) results.whole.push_back(at::empty_like(dense));
  if (reuses) results.whole.push_back(reusable);
  const FusedPass pass(kernel, rows, dense, parameters, others, results.whole);
  if (summed == 0) {
    pass.run();
  } else {
    results.sums = pass.run_and_sum(static_cast<std::int64_t>(summed), parameters.size(1));
    if (rows.channels > channels) results.sums = results.sums.view({-1, channels, rows.channels / channels}).sum(2);
  }
  return results;
}

}  // namespace actsweep
