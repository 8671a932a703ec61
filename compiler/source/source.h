// Where text comes from. A Span is a half-open byte range of one file; line and column are computed only when somebody looks.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"

namespace stackc::source {

struct FileTag {};
using FileId = base::Id<FileTag>;

struct Span {
  FileId file;
  std::uint32_t begin = 0;  // byte offset
  std::uint32_t end = 0;    // byte offset, exclusive
  [[nodiscard]] bool valid() const { return file.valid(); }
  friend bool operator==(const Span&, const Span&) = default;
};

// A value and the place that it was read from.
template <class T>
struct Spanned {
  T value{};
  Span span;
};

struct Position {
  std::uint32_t line = 1;    // from 1
  std::uint32_t column = 1;  // from 1, in characters (code points; an invalid byte counts as one)
};

// Holds every file that a run reads; texts never move, so string_views into them stay valid. A line ends at \n, \r\n or a lone \r.
class SourceManager {
 public:
  // `path` is what messages show. Files of stdlib have a path such as "stdlib/data/postgres.yaml". The text keeps its byte order mark, if
  // any.
  FileId add(std::string path, std::string text);
  [[nodiscard]] const std::string& path(FileId file) const { return files_[file.index()].path; }
  [[nodiscard]] std::string_view text(FileId file) const { return files_[file.index()].text; }
  [[nodiscard]] std::string_view text(Span span) const { return text(span.file).substr(span.begin, span.end - span.begin); }
  [[nodiscard]] Position position(FileId file, std::uint32_t offset) const;
  [[nodiscard]] std::uint32_t column_utf16(FileId file, std::uint32_t offset) const;  // from 0, as editors count
  [[nodiscard]] std::string_view line_text(FileId file, std::uint32_t line) const;    // without its line end; "" if there is no such line
  [[nodiscard]] std::uint32_t line_begin(FileId file, std::uint32_t line) const;  // byte offset; the file's size if there is no such line
  [[nodiscard]] std::size_t size() const { return files_.size(); }

 private:
  struct File {
    std::string path;
    std::string text;
    mutable std::vector<std::uint32_t> lines;  // begin of each line, built at the first question
  };
  const std::vector<std::uint32_t>& lines(FileId file) const;
  std::deque<File> files_;
};

}  // namespace stackc::source
