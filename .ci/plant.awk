# Replaces the value of `column` in the first row of a CSV table. Quoted cells may hold commas, not line ends.
function cells(line, out,    n, i, c, cell, quoted) {
  n = 0; cell = ""; quoted = 0
  for (i = 1; i <= length(line); i++) {
    c = substr(line, i, 1)
    if (c == "\"") quoted = !quoted
    if (c == "," && !quoted) { out[++n] = cell; cell = "" } else cell = cell c
  }
  out[++n] = cell
  return n
}
NR == 1 { width = cells($0, names); for (i = 1; i <= width; i++) if (names[i] == column) at = i }
NR == 2 {
  if (!at || cells($0, row) != width) { print "plant.awk: no column " column " to change" > "/dev/stderr"; exit 1 }
  row[at] = value
  line = row[1]
  for (i = 2; i <= width; i++) line = line "," row[i]
  $0 = line
}
{ print }
