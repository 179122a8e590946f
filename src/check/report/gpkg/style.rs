//! The default style of a layer in QGIS's own form (QML): errors red, warnings orange, told apart by shape as well.

/// Symbols of the two severities: value, label, colour, shape of a marker, style of a line.
const SEVERITIES: [[&str; 5]; 2] = [
    ["error", "chyba / error", "195,32,20", "circle", "solid"],
    ["warning", "varování / warning", "224,124,0", "triangle", "dash"],
];

/// The style of a layer of a `geometry_type_name`.
pub fn qml(kind: &str) -> String {
    let categories: String = SEVERITIES
        .iter()
        .enumerate()
        .map(|(index, [value, label, ..])| {
            format!(r#"<category value="{value}" label="{label}" symbol="{index}" render="true"/>"#)
        })
        .collect();
    let symbols: String = SEVERITIES
        .iter()
        .enumerate()
        .map(|(index, severity)| symbol(index, kind, severity))
        .collect();
    format!(
        r#"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version="3.22.0" styleCategories="Symbology"><renderer-v2 type="categorizedSymbol" attr="severity" symbollevels="0" enableorderby="0" forceraster="0"><categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2></qgis>"#
    )
}

fn symbol(index: usize, kind: &str, [_, _, colour, shape, dash]: &[&str; 5]) -> String {
    let full = format!("{colour},255");
    let faint = format!("{colour},60");
    let (symbol, class, properties): (&str, &str, &[[&str; 2]]) = match kind {
        "POINT" => (
            "marker",
            "SimpleMarker",
            &[
                ["name", shape],
                ["color", &full],
                ["outline_color", "255,255,255,255"],
                ["outline_width", "0.3"],
                ["size", "3"],
                ["size_unit", "MM"],
            ],
        ),
        "POLYGON" => (
            "fill",
            "SimpleFill",
            &[
                ["color", &faint],
                ["style", "solid"],
                ["outline_color", &full],
                ["outline_style", dash],
                ["outline_width", "0.5"],
                ["outline_width_unit", "MM"],
            ],
        ),
        _ => (
            "line",
            "SimpleLine",
            &[
                ["line_color", &full],
                ["line_style", dash],
                ["line_width", "0.8"],
                ["line_width_unit", "MM"],
            ],
        ),
    };
    let properties: String = properties
        .iter()
        .map(|[key, value]| format!(r#"<prop k="{key}" v="{value}"/>"#))
        .collect();
    format!(
        r#"<symbol name="{index}" type="{symbol}" alpha="1" clip_to_extent="1" force_rhr="0"><layer class="{class}" enabled="1" locked="0" pass="0">{properties}</layer></symbol>"#
    )
}
