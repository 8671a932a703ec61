#include "source/source.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace stackc::source {

FileId SourceManager::add(std::string path, std::string text) {
  files_.push_back(File{std::move(path), std::move(text), {}});
  return FileId(files_.size() - 1);
}

const std::vector<std::uint32_t>& SourceManager::lines(FileId file) const {
  const File& f = files_[file.index()];
  if (f.lines.empty()) {
    f.lines.push_back(0);
    for (std::size_t i = 0; i < f.text.size(); ++i) {
      bool end = f.text[i] == '\n' || (f.text[i] == '\r' && (i + 1 == f.text.size() || f.text[i + 1] != '\n'));
      if (end) f.lines.push_back(static_cast<std::uint32_t>(i + 1));
    }
  }
  return f.lines;
}

static std::uint32_t count_columns(std::string_view text, bool utf16) {
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < text.size();) {
    base::CodePoint point = base::decode_utf8(text, i);
    i += point.length == 0 ? 1 : point.length;
    count += utf16 && point.value > 0xffff ? 2 : 1;
  }
  return count;
}

Position SourceManager::position(FileId file, std::uint32_t offset) const {
  const auto& begins = lines(file);
  std::string_view all = text(file);
  offset = std::min(offset, static_cast<std::uint32_t>(all.size()));
  auto it = std::upper_bound(begins.begin(), begins.end(), offset) - 1;
  std::uint32_t begin = *it;
  if (begin == 0 && all.starts_with("\xef\xbb\xbf") && offset >= 3) begin = 3;  // a byte order mark has no column
  return {static_cast<std::uint32_t>(it - begins.begin() + 1), count_columns(all.substr(begin, offset - begin), false) + 1};
}

std::uint32_t SourceManager::column_utf16(FileId file, std::uint32_t offset) const {
  const auto& begins = lines(file);
  auto it = std::upper_bound(begins.begin(), begins.end(), offset) - 1;
  return count_columns(text(file).substr(*it, offset - *it), true);
}

std::uint32_t SourceManager::line_begin(FileId file, std::uint32_t line) const {
  const auto& begins = lines(file);
  return line >= 1 && line <= begins.size() ? begins[line - 1] : static_cast<std::uint32_t>(text(file).size());
}

std::string_view SourceManager::line_text(FileId file, std::uint32_t line) const {
  const auto& begins = lines(file);
  if (line < 1 || line > begins.size()) return {};
  std::string_view all = text(file);
  std::size_t end = line < begins.size() ? begins[line] : all.size();
  std::string_view out = all.substr(begins[line - 1], end - begins[line - 1]);
  while (out.ends_with('\n') || out.ends_with('\r')) out.remove_suffix(1);
  return out;
}

}  // namespace stackc::source
