// Dates and times as go-yaml accepts them, which is what Go's time.Parse accepts for four layouts.
#include <cstdint>

#include "base/text.h"
#include "syntax/yaml/scalar.h"

namespace stackc::yaml {

namespace {

// Reads one or two digits; -1 if there are none.
int number(std::string_view& text) {
  if (text.empty() || !base::is_digit(text[0])) return -1;
  int value = text[0] - '0';
  text.remove_prefix(1);
  if (!text.empty() && base::is_digit(text[0])) {
    value = value * 10 + text[0] - '0';
    text.remove_prefix(1);
  }
  return value;
}

bool literal(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

// Days since 0000-03-01 of the proleptic Gregorian calendar, and back.
std::int64_t to_days(std::int64_t y, int m, int d) {
  y -= m <= 2 ? 1 : 0;
  std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  std::int64_t yoe = y - era * 400;
  std::int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy;
}

struct Date {
  std::int64_t year;
  int month;
  int day;
};

Date from_days(std::int64_t z) {
  std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  std::int64_t doe = z - era * 146097;
  std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  int mp = static_cast<int>((5 * doy + 2) / 153);
  int month = mp < 10 ? mp + 3 : mp - 9;
  return {yoe + era * 400 + (month <= 2 ? 1 : 0), month, static_cast<int>(doy - (153 * mp + 2) / 5) + 1};
}

int days_in(std::int64_t year, int month) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

void pad(std::string& out, std::int64_t value, std::size_t width) {
  if (value < 0) {
    out += '-';
    value = -value;
  }
  std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

// .123 or ,123: any number of digits, nine count.
bool fraction(std::string_view& text, std::string& digits) {
  if (text.size() < 2 || (text[0] != '.' && text[0] != ',') || !base::is_digit(text[1])) return true;
  std::size_t i = 1;
  while (i < text.size() && base::is_digit(text[i])) ++i;
  digits = text.substr(1, std::min<std::size_t>(i - 1, 9));
  while (digits.ends_with('0')) digits.pop_back();
  text.remove_prefix(i);
  return true;
}

// Z or +hh:mm, in minutes.
bool zone(std::string_view& text, int& minutes) {
  if (literal(text, 'Z')) return true;
  if (text.size() < 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  for (std::size_t i : {1u, 2u, 4u, 5u}) {
    if (!base::is_digit(text[i])) return false;
  }
  int hour = (text[1] - '0') * 10 + text[2] - '0';
  int minute = (text[4] - '0') * 10 + text[5] - '0';
  if (hour > 24 || minute > 60) return false;
  minutes = (text[0] == '-' ? -1 : 1) * (hour * 60 + minute);
  text.remove_prefix(6);
  return true;
}

}  // namespace

bool parse_timestamp(std::string_view text, std::string& utc) {
  if (text.size() < 8 || text[4] != '-') return false;
  std::int64_t year = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (!base::is_digit(text[i])) return false;
    year = year * 10 + text[i] - '0';
  }
  text.remove_prefix(5);
  int month = number(text);
  if (month < 1 || month > 12 || !literal(text, '-')) return false;
  int day = number(text);
  if (day < 1 || day > days_in(year, month)) return false;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int offset = 0;
  std::string digits;
  if (!text.empty()) {
    bool zoned = text[0] == 'T' || text[0] == 't';
    if (!zoned && text[0] != ' ') return false;
    text.remove_prefix(1);
    while (!zoned && text.starts_with(' ')) text.remove_prefix(1);
    hour = number(text);
    if (hour < 0 || hour > 23 || !literal(text, ':')) return false;
    minute = number(text);
    if (minute < 0 || minute > 59 || !literal(text, ':')) return false;
    second = number(text);
    if (second < 0 || second > 59) return false;
    fraction(text, digits);
    if (zoned && !zone(text, offset)) return false;
    if (!text.empty()) return false;
  }
  std::int64_t minutes = to_days(year, month, day) * 1440 + std::int64_t{hour} * 60 + minute - offset;
  std::int64_t days = (minutes >= 0 ? minutes : minutes - 1439) / 1440;
  minutes -= days * 1440;
  Date date = from_days(days);
  utc.clear();
  pad(utc, date.year, 4);
  utc += '-';
  pad(utc, date.month, 2);
  utc += '-';
  pad(utc, date.day, 2);
  utc += 'T';
  pad(utc, minutes / 60, 2);
  utc += ':';
  pad(utc, minutes % 60, 2);
  utc += ':';
  pad(utc, second, 2);
  if (!digits.empty()) utc += base::cat({".", digits});
  utc += 'Z';
  return true;
}

}  // namespace stackc::yaml
