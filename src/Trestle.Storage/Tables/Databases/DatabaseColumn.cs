using System.Data.Common;
using System.Globalization;
using System.Text.Unicode;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Databases;

/// <summary>
/// A column of a query's rows. Values are collected for one chunk at a time, in the form in which they are written first; what they are,
/// and the SQL that brings them into their last form, is known after all of them.
/// </summary>
internal abstract class DatabaseColumn(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether values are first written as numbers or as text.</summary>
    public abstract ColumnKind Kind { get; }

    /// <summary>What its values are, after all of them.</summary>
    public abstract SourceType Type { get; }

    /// <summary>What a person should know about it; null for nothing.</summary>
    public virtual string? Note => TypedUnion.Told(Type) is { } told ? $"'{Name}' {told}" : null;

    /// <summary>Reads the value of a row that has one.</summary>
    public abstract void Read(DbDataReader reader, int ordinal, int row);

    /// <summary>The values read since the last call, and room for those to come.</summary>
    public abstract Values Take(int rows);

    /// <summary>The value in its last form; null when it is that already.</summary>
    public virtual string? Last(string sql) => null;
}

/// <summary>The values of a column in one chunk.</summary>
internal abstract record Values(int Rows)
{
    public abstract void Write(ChunkWriter chunk, int column);
}

internal sealed record Numbers(double[] Items, int Rows) : Values(Rows)
{
    public override void Write(ChunkWriter chunk, int column) => chunk.Numbers(column, Items.AsSpan(0, Rows));
}

internal sealed record Wholes(long[] Items, bool[] Missing, int Rows) : Values(Rows)
{
    public override void Write(ChunkWriter chunk, int column) => chunk.Wholes(column, Items.AsSpan(0, Rows), Missing);
}

internal sealed record Texts(string?[] Items, int Rows) : Values(Rows)
{
    public override void Write(ChunkWriter chunk, int column) => chunk.Texts(column, Items.AsSpan(0, Rows));
}

/// <summary>Numbers that a double holds.</summary>
internal sealed class NumberColumn(string name, Func<DbDataReader, int, double> read) : DatabaseColumn(name)
{
    private double[] values = Blank();

    public override ColumnKind Kind => ColumnKind.Number;

    public override SourceType Type => SourceType.Number;

    public override void Read(DbDataReader reader, int ordinal, int row) => values[row] = read(reader, ordinal);

    public override Values Take(int rows)
    {
        var taken = new Numbers(values, rows);
        values = Blank();
        return taken;
    }

    private static double[] Blank()
    {
        var blank = new double[ChunkWriter.Capacity];
        Array.Fill(blank, double.NaN);
        return blank;
    }
}

/// <summary>Whole numbers of 64 bits: numbers if a double holds every one, else texts of their digits.</summary>
internal sealed class WholeColumn(string name, Func<DbDataReader, int, long> read) : DatabaseColumn(name)
{
    private const long Most = 1L << 53;

    private long[] values = new long[ChunkWriter.Capacity];
    private bool[] missing = Blank();
    private bool isExact = true;

    public override ColumnKind Kind => ColumnKind.Number;

    public override SourceType Type => isExact ? SourceType.Number : SourceType.Digits;

    public override void Read(DbDataReader reader, int ordinal, int row)
    {
        var value = read(reader, ordinal);
        (values[row], missing[row]) = (value, false);
        isExact &= value is >= -Most and <= Most;
    }

    public override Values Take(int rows)
    {
        var taken = new Wholes(values, missing, rows);
        (values, missing) = (new long[ChunkWriter.Capacity], Blank());
        return taken;
    }

    public override string? Last(string sql) => isExact ? null : $"CAST({sql} AS VARCHAR)";

    private static bool[] Blank()
    {
        var blank = new bool[ChunkWriter.Capacity];
        Array.Fill(blank, true);
        return blank;
    }
}

/// <summary>A column whose values are first written as text.</summary>
internal abstract class WrittenColumn(string name) : DatabaseColumn(name)
{
    private string?[] values = new string?[ChunkWriter.Capacity];

    public override ColumnKind Kind => ColumnKind.Text;

    public override void Read(DbDataReader reader, int ordinal, int row) => values[row] = Text(reader, ordinal);

    public override Values Take(int rows)
    {
        var taken = new Texts(values, rows);
        values = new string?[ChunkWriter.Capacity];
        return taken;
    }

    protected abstract string? Text(DbDataReader reader, int ordinal);
}

/// <summary>Texts, and everything that has a text: dates, booleans, JSON.</summary>
internal sealed class TextColumn(string name, SourceType type, Func<DbDataReader, int, string?> read) : WrittenColumn(name)
{
    public override SourceType Type => type;

    protected override string? Text(DbDataReader reader, int ordinal) => read(reader, ordinal);
}

/// <summary>Decimal numbers, read as their digits: numbers if a double gives every one back, else the digits.</summary>
internal sealed class DigitsColumn(string name, Func<DbDataReader, int, string> read) : WrittenColumn(name)
{
    private bool isExact = true;

    public override SourceType Type => isExact ? SourceType.Number : SourceType.Digits;

    public override string? Last(string sql) => isExact ? $"CAST({sql} AS DOUBLE)" : null;

    protected override string? Text(DbDataReader reader, int ordinal)
    {
        var text = read(reader, ordinal);
        isExact = isExact && Decimals.IsExact(text);
        return text == "NaN" ? null : text;
    }
}

/// <summary>Bytes: text if all of them are UTF-8, else hexadecimal digits.</summary>
internal sealed class BytesColumn(string name, Func<DbDataReader, int, byte[]> read) : WrittenColumn(name)
{
    private bool isText = true;

    public override SourceType Type => isText ? SourceType.Text : SourceType.Bytes;

    public override string? Last(string sql) => isText ? $"decode(unhex({sql}))" : null;

    protected override string? Text(DbDataReader reader, int ordinal)
    {
        var bytes = read(reader, ordinal);
        isText = isText && Utf8.IsValid(bytes);
        return Convert.ToHexString(bytes);
    }
}

/// <summary>Values that each have a type of their own.</summary>
internal sealed class MixedColumn(string name, Func<DbDataReader, int, object> read) : WrittenColumn(name)
{
    private const long Most = 1L << 53;

    private bool isText;
    private bool isNumber;
    private bool isDigits;
    private bool isBytes;
    private bool isBinary;

    public override SourceType Type => (isText, isNumber, isBytes) switch
    {
        (false, false, false) => SourceType.Empty,
        (false, true, false) => isDigits ? SourceType.Digits : SourceType.Number,
        (false, false, true) => isBinary ? SourceType.Bytes : SourceType.Text,
        _ => SourceType.Text,
    };

    public override string? Note => isNumber && (isText || isBytes) ? $"'{Name}' holds values of different types: it is read as text"
        : isText && isBytes ? $"'{Name}' holds texts and bytes: its bytes are kept as hexadecimal text"
        : base.Note;

    public override string? Last(string sql) => Type switch
    {
        SourceType.Empty or SourceType.Number => $"CAST({sql} AS DOUBLE)",
        SourceType.Text when isBytes && !isText && !isNumber => $"decode(unhex({sql}))",
        _ => null,
    };

    protected override string? Text(DbDataReader reader, int ordinal)
    {
        switch (read(reader, ordinal))
        {
            case byte[] bytes:
                isBytes = true;
                isBinary |= !Utf8.IsValid(bytes);
                return Convert.ToHexString(bytes);
            case double number:
                isNumber = true;
                return double.IsNaN(number) ? null
                    : number == Math.Truncate(number) && Math.Abs(number) <= Most ? ((long)number).ToString(CultureInfo.InvariantCulture)
                    : number.ToString("R", CultureInfo.InvariantCulture);
            case long whole:
                isNumber = true;
                isDigits |= whole is < -Most or > Most;
                return whole.ToString(CultureInfo.InvariantCulture);
            case var other:
                isText = true;
                return Convert.ToString(other, CultureInfo.InvariantCulture);
        }
    }
}
