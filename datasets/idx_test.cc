#include "datasets/idx.h"

#include <gmock/gmock.h>

#include "datasets/test_files.h"

namespace actsweep {
namespace {

using testing::error_of;
using testing::idx;
using testing::idx_images;
using testing::idx_labels;
using testing::read_bytes;
using testing::write_bytes;
using testing::write_gzip;

/// A small valid data set; each test damages one file.
class IdxTest : public ::testing::Test {
 protected:
  IdxTest() { testing::write_small_idx_set(folder()); }

  std::filesystem::path folder() const { return root_ / "mnist"; }
  Dataset load() const { return load_dataset(Params(nlohmann::json{{"name", "mnist"}}), {{root_.path()}}); }
  std::string error() const {
    return error_of([this] { load(); });
  }

  const testing::TemporaryFolder root_;
  const std::filesystem::path images_ = folder() / "train-images-idx3-ubyte";
  const std::filesystem::path labels_ = folder() / "train-labels-idx1-ubyte";
};

TEST_F(IdxTest, ReadsImagesAndLabels) {
  const Dataset dataset = load();
  EXPECT_EQ(dataset.name, "mnist");
  EXPECT_EQ(dataset.classes(), 10);
  EXPECT_EQ(dataset.image_bytes(), 28U * 28U);
  EXPECT_EQ(dataset.train.pixels, std::vector<std::uint8_t>(std::size_t{3} * 28 * 28, 10));
  EXPECT_THAT(dataset.train.labels, ::testing::ElementsAre(0, 1, 9));
  EXPECT_EQ(dataset.test.pixels, std::vector<std::uint8_t>(std::size_t{2} * 28 * 28, 20));
  EXPECT_THAT(dataset.test.labels, ::testing::ElementsAre(5, 4));
}

TEST_F(IdxTest, FileNamesAndCompressionDoNotMatter) {
  const std::string plain = load().sha256();
  for (const auto& [name, other] : {std::pair{"train-images-idx3-ubyte", "train-images.idx3-ubyte"},
                                    {"train-labels-idx1-ubyte", "train-labels.idx1-ubyte.gz"},
                                    {"t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz"}}) {
    const std::string contents = read_bytes(folder() / name);
    std::filesystem::remove(folder() / name);
    std::string(other).ends_with(".gz") ? write_gzip(folder() / other, contents)
                                        : write_bytes(folder() / other, contents);
  }
  EXPECT_EQ(load().sha256(), plain);
}

TEST_F(IdxTest, RejectsAMissingFile) {
  std::filesystem::remove(labels_);
  EXPECT_EQ(error(),
            folder().string() + "/train-labels-idx1-ubyte.gz is missing; get it with: actsweep data fetch mnist");
}

TEST_F(IdxTest, RejectsAFolderInPlaceOfAFile) {
  std::filesystem::remove(images_);
  std::filesystem::create_directory(images_);
  EXPECT_EQ(error(), "cannot read " + images_.string() + ": Is a directory");
}

TEST_F(IdxTest, RejectsTruncatedImages) {
  std::filesystem::resize_file(images_, 16 + 1000);
  EXPECT_EQ(error(), images_.string() + " is truncated: it holds 1,000 of the 2,352 bytes that its header declares");
}

TEST_F(IdxTest, RejectsATruncatedHeader) {
  for (const std::uintmax_t size : {15, 4, 3, 0}) {
    std::filesystem::resize_file(images_, size);
    EXPECT_EQ(error(), images_.string() + " is truncated: it ends inside the header") << size;
  }
}

TEST_F(IdxTest, RejectsTrailingBytes) {
  write_bytes(images_, idx_images(3, 1) + "x");
  EXPECT_EQ(error(), images_.string() + " holds more than the 2,352 bytes that its header declares");
}

TEST_F(IdxTest, RejectsAWrongMagicNumber) {
  write_bytes(images_, "<!DOCTYPE html><title>404</title>");
  EXPECT_EQ(error(),
            images_.string() + " is not an IDX file of images: its magic number is 0x3c21444f, expected 0x00000803");
  write_bytes(images_, idx_images(3, 1));
  write_bytes(labels_, idx_images(3, 1));
  EXPECT_EQ(error(),
            labels_.string() + " is not an IDX file of labels: its magic number is 0x00000803, expected 0x00000801");
}

TEST_F(IdxTest, RejectsAWrongImageSize) {
  write_bytes(images_, idx({3, 32, 28}, std::string(std::size_t{3} * 32 * 28, '\0')));
  EXPECT_EQ(error(), images_.string() + " holds images of 32x28 pixels, expected 28x28");
}

TEST_F(IdxTest, RejectsAnEmptyFile) {
  write_bytes(images_, idx_images(0, 0));
  EXPECT_EQ(error(), images_.string() + " holds no records");
}

TEST_F(IdxTest, DoesNotAllocateTooManyRecords) {
  write_bytes(images_, idx({0xffffffff, 28, 28}, ""));
  EXPECT_EQ(error(), images_.string() + " declares 4,294,967,295 records; the official data set has 60,000");
  write_bytes(images_, idx({3, 0xffffffff, 0xffffffff}, ""));
  EXPECT_EQ(error(), images_.string() + " holds images of 4294967295x4294967295 pixels, expected 28x28");
}

TEST_F(IdxTest, RejectsALabelOutOfRange) {
  write_bytes(labels_, idx_labels({0, 10, 9}));
  EXPECT_EQ(error(), labels_.string() + ": label 10 of record 1 (counting from 0) is out of range; expected 0 to 9");
}

TEST_F(IdxTest, RejectsDifferentCounts) {
  write_bytes(labels_, idx_labels({0, 1}));
  EXPECT_EQ(error(), labels_.string() + " holds 2 labels, but " + images_.string() + " holds 3 images");
}

class GzipTest : public IdxTest {
 protected:
  GzipTest() {
    std::filesystem::remove(images_);
    write_gzip(gzip_, idx_images(3, 1));
  }
  const std::filesystem::path gzip_ = images_.string() + ".gz";
};

TEST_F(GzipTest, RejectsTruncatedData) {
  std::filesystem::resize_file(gzip_, std::filesystem::file_size(gzip_) - 9);
  EXPECT_EQ(error(), gzip_.string() + " is truncated: the gzip data ends too early");
}

TEST_F(GzipTest, RejectsAMissingChecksum) {
  std::filesystem::resize_file(gzip_, std::filesystem::file_size(gzip_) - 4);
  EXPECT_EQ(error(), gzip_.string() + " is truncated: the gzip data ends too early");
}

TEST_F(GzipTest, RejectsAWrongChecksum) {
  std::string bytes = read_bytes(gzip_);
  bytes[bytes.size() - 8] = static_cast<char>(bytes[bytes.size() - 8] ^ 1);
  write_bytes(gzip_, bytes);
  EXPECT_EQ(error(), gzip_.string() + " is damaged: incorrect data check");
}

TEST_F(GzipTest, RejectsDamagedData) {
  std::string bytes = read_bytes(gzip_);
  bytes.replace(10, 6, "\xff\xff\xff\xff\xff\xff");
  write_bytes(gzip_, bytes);
  EXPECT_EQ(error(), gzip_.string() + " is damaged: invalid block type");
}

}  // namespace
}  // namespace actsweep
