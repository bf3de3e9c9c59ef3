//! Apache Parquet: a table that data frames read column by column.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{ConvertedType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::columns::{self, Cell};
use super::row::Row;
use crate::failure::Failure;

/// So many rows are written at once, and are in memory until then.
const GROUP: usize = 10_000;

/// A table while it is written.
pub struct Parquet<'w> {
    writer: SerializedFileWriter<&'w mut (dyn Write + Send)>,
    rows: Vec<Vec<Cell>>,
}

impl<'w> Parquet<'w> {
    /// Begins a table.
    ///
    /// # Errors
    /// [`Failure`] where nothing can be written.
    pub fn begin(out: &'w mut (dyn Write + Send)) -> Result<Self, Failure> {
        let properties = WriterProperties::builder().set_created_by(format!("sealform {}", env!("CARGO_PKG_VERSION")));
        let writer = SerializedFileWriter::new(out, schema()?, Arc::new(properties.build())).map_err(failed)?;
        Ok(Self { writer, rows: Vec::new() })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub fn row(&mut self, row: &Row) -> Result<(), Failure> {
        self.rows.push(columns::cells(row));
        if self.rows.len() >= GROUP { self.group() } else { Ok(()) }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub fn end(mut self) -> Result<(), Failure> {
        if !self.rows.is_empty() {
            self.group()?;
        }
        self.writer.close().map(drop).map_err(failed)
    }

    fn group(&mut self) -> Result<(), Failure> {
        let rows = std::mem::take(&mut self.rows);
        let mut group = self.writer.next_row_group().map_err(failed)?;
        let mut index = 0;
        while let Some(mut column) = group.next_column().map_err(failed)? {
            let cells: Vec<&Cell> = rows.iter().filter_map(|row| row.get(index)).collect();
            write(column.untyped(), &cells).map_err(failed)?;
            column.close().map_err(failed)?;
            index += 1;
        }
        group.close().map(drop).map_err(failed)
    }
}

/// Writes a column: its values, and for each row whether there is one.
fn write(column: &mut ColumnWriter<'_>, cells: &[&Cell]) -> Result<(), ParquetError> {
    if let ColumnWriter::BoolColumnWriter(column) = column {
        let flags: Vec<bool> = cells.iter().map(|cell| **cell == Cell::Flag(true)).collect();
        column.write_batch(&flags, None, None)?;
    } else if let ColumnWriter::Int64ColumnWriter(column) = column {
        let number = |cell: &&Cell| if let Cell::Number(number) = cell { *number } else { None };
        let numbers: Vec<Option<i64>> = cells.iter().map(number).collect();
        let there: Vec<i16> = numbers.iter().map(|number| i16::from(number.is_some())).collect();
        column.write_batch(&numbers.into_iter().flatten().collect::<Vec<_>>(), Some(&there), None)?;
    } else if let ColumnWriter::ByteArrayColumnWriter(column) = column {
        let text =
            |cell: &&Cell| if let Cell::Text(Some(text)) = cell { Some(ByteArray::from(text.as_str())) } else { None };
        let texts: Vec<Option<ByteArray>> = cells.iter().map(text).collect();
        let there: Vec<i16> = texts.iter().map(|text| i16::from(text.is_some())).collect();
        column.write_batch(&texts.into_iter().flatten().collect::<Vec<_>>(), Some(&there), None)?;
    }
    Ok(())
}

/// The columns, with what an empty row has in each as its type.
fn schema() -> Result<TypePtr, Failure> {
    let empty = Row::refused(String::new(), Vec::new(), crate::failure::Exit::Fine);
    let mut fields = Vec::new();
    for (name, cell) in columns::names().zip(columns::cells(&empty)) {
        let (physical, repetition, converted) = match cell {
            Cell::Text(_) => (Physical::BYTE_ARRAY, Repetition::OPTIONAL, ConvertedType::UTF8),
            Cell::Flag(_) => (Physical::BOOLEAN, Repetition::REQUIRED, ConvertedType::NONE),
            Cell::Number(_) => (Physical::INT64, Repetition::OPTIONAL, ConvertedType::NONE),
        };
        let field = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        fields.push(Arc::new(field.with_converted_type(converted).build().map_err(failed)?));
    }
    Ok(Arc::new(Type::group_type_builder("verified").with_fields(fields).build().map_err(failed)?))
}

fn failed(error: ParquetError) -> Failure {
    let message = format!("the table cannot be written: {error}");
    Failure::io("", "file/unwritable", message, "free some space, or write elsewhere")
}
