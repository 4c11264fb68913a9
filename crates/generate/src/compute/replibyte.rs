//! Test data from production: what is replaced, by tables.

use blip_model::{Problem, Problems};
use serde_json::{Map, Value, json};

use super::Input;
use crate::judge::{Column, table};

/// The release that the Dockerfile builds.
const VERSION: &str = "0.10.0";

/// `replibyte`: its image, the columns that are replaced, the same by tables, and the table that a share is taken of.
pub(super) fn compute(input: &Input<'_>) -> Result<Map<String, Value>, Problems> {
    let setting = |name: &str| input.selection.setting("replibyte", name);
    let image = input.selection.spec.image().map_err(|error| Problem::new(error.to_string()))?;
    let given = setting("columns").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let columns: Vec<Column<'_>> = given.filter_map(Column::parse).collect();
    let mut tables: Vec<(&str, &str)> = columns.iter().map(|column| (column.schema, column.table)).collect();
    tables.sort_unstable();
    tables.dedup();
    let of_table = |(schema, name): &(&str, &str)| {
        let columns = columns.iter().filter(|column| (column.schema, column.table) == (*schema, *name));
        let columns: Vec<_> =
            columns.map(|column| json!({"name": column.name, "transformer": column.transformer})).collect();
        json!({"schema": schema, "name": name, "columns": columns})
    };
    let subset = setting("subset_of").and_then(Value::as_str).and_then(table);
    let replibyte = json!({
        "image": format!("{image}-replibyte:{VERSION}"),
        "columns": columns.iter().map(Column::as_json).collect::<Vec<_>>(),
        "tables": tables.iter().map(of_table).collect::<Vec<_>>(),
        "subset": subset.map(|(schema, name)| json!({"schema": schema, "name": name})),
    });
    Ok(Map::from_iter([("replibyte".to_owned(), replibyte)]))
}
