// SPDX-License-Identifier: Apache-2.0

/// How a report looks: dark text on white, a page of A4 each for the physiotherapist and the patient.
enum ReportStyle {
    static let css = """
        @page { size: A4; margin: 11mm 13mm }
        * { box-sizing: border-box; print-color-adjust: exact; -webkit-print-color-adjust: exact }
        html { background: #fff; color: #111; font: 8.6pt/1.25 "DejaVu Sans", "Noto Sans", Arial, sans-serif }
        body { margin: 0 auto; max-width: 184mm }
        section { break-after: page; break-inside: avoid }
        section:last-child { break-after: auto }
        h1 { font-size: 15pt; margin: 0 0 1mm }
        h2 { font-size: 10pt; margin: 2.4mm 0 .6mm }
        p { margin: .6mm 0 }
        table { border-collapse: collapse; width: 100% }
        th, td { text-align: left; padding: .25mm 1.4mm .25mm 0; vertical-align: top; font-weight: normal }
        th { color: #444 }
        thead th, tbody.rows td { border-bottom: .2mm solid #bbb; font-size: 7.6pt }
        td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
        .facts { table-layout: fixed } .facts th { width: 22mm }
        .facts td { width: 70mm; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
        .figures th { width: 43mm } .figures td { width: 48mm }
        .simulated { border: .6mm solid #111; font-weight: bold; padding: .6mm 2mm; margin: 0 0 1.5mm }
        .small { font-size: 7.2pt; color: #333 }
        .end { border-top: .2mm solid #777; margin-top: 2mm; padding-top: 1mm }
        svg { display: block; width: 100%; height: auto; margin: 1mm 0 }
        svg text { font-size: 11px; fill: #222 }
        .course { fill: #0072B2; stroke: #0072B2; stroke-width: .8 }
        .contraction { fill: #E69F00; fill-opacity: .33 }
        .event { fill: #999; fill-opacity: .4 }
        .gap { fill: url(#hatch-full) }
        .clipped { fill: #111 }
        .grid { stroke: #ccc; stroke-width: .6; fill: none } .tick { stroke: #222; fill: none }
        .patient { font-size: 12pt; line-height: 1.5 } .patient p { margin: 3mm 0 } .patient h2 { font-size: 13pt; margin: 6mm 0 1mm }
        @media screen { body { padding: 8mm 4mm } section { margin-bottom: 14mm } }
        """

    /// Where the page of exercises is.
    static let exercise = """

        h3 { font-size: 8.6pt; margin: 1.6mm 0 .3mm }
        .exercise { table-layout: fixed } .exercise th { width: 58mm }
        .exercise th, .exercise td { border-bottom: .2mm solid #ddd; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
        """
}
