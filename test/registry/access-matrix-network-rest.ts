/** Who may do what with what Network has beside networks and what hangs on them. */
export const NETWORK_REST: Readonly<Record<string, string>> = {
  'network_segment_ranges.list': 'any token',
  'network_segment_ranges.create': 'template maker',
  'network_segment_ranges.show': 'segment, admin',
  'network_segment_ranges.update': 'segment, admin',
  'network_segment_ranges.delete': 'segment, admin',
}
