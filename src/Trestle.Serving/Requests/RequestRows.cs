using System.Text.Json;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Serving.Codecs;
using Trestle.Serving.OpenInference;
using Trestle.Serving.Responses;

namespace Trestle.Serving.Requests;

/// <summary>
/// The rows of one request, checked against the contract while they are read, column by column. Reused for the next request: a cell
/// that was not set holds "no value".
/// </summary>
internal sealed class RequestRows
{
    private const int FirstCapacity = 8;
    private const int LargestKept = 4096;
    private const int MostAdvised = 20;

    private readonly Array[] cells;
    private readonly int[] claimed;
    private readonly List<int> header = [];
    private readonly IgnoredColumns ignored;
    private int capacity;
    private int claims;

    public RequestRows(RequestSchema schema)
    {
        Schema = schema;
        cells = new Array[schema.Columns.Length];
        claimed = new int[schema.Columns.Length];
        ignored = new IgnoredColumns(schema.UnusedColumns);
        Allocate(FirstCapacity);
    }

    public RequestSchema Schema { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>What is wrong with rows.</summary>
    public RowFaults Faults { get; } = new();

    /// <summary>Values that are scored although the training did not have the like.</summary>
    public ValueFlags Flags { get; } = new();

    /// <summary>Columns of the request that the model does not know; they are ignored.</summary>
    public int Extra { get; set; }

    /// <summary>What the answer contains.</summary>
    public OutputForm Output { get; set; }

    /// <summary>How many columns the explanation of a row names; 0 for an answer without explanations.</summary>
    public int Explain { get; set; }

    /// <summary>The level of the intervals of a value; 0 for an answer without intervals.</summary>
    public double Interval { get; set; }

    /// <summary>The level of the sets of classes; 0 for an answer without sets.</summary>
    public double Set { get; set; }

    /// <summary>For tensors: the request's own id, to be repeated in the answer.</summary>
    public string? Id { get; set; }

    /// <summary>For tensors: the requested outputs; empty for all.</summary>
    public List<RequestedOutput> Outputs { get; } = [];

    /// <summary>For tensors: whether all outputs come in binary form.</summary>
    public bool BinaryOutputs { get; set; }

    /// <summary>The form of the rows in the body.</summary>
    public Layout Layout { get; set; }

    /// <summary>The JSON pointer to the rows.</summary>
    public string Path { get; set; } = "";

    /// <summary>For rows as lists: the column at each place, negative for one that is not used.</summary>
    public IReadOnlyList<int> Header => header;

    /// <summary>The header of the request before.</summary>
    public KnownHeader Known { get; } = new();

    /// <summary>The rows; valid until <see cref="Reset"/>.</summary>
    public RowBlock Block() => RowBlock.Trusted(Schema.Rows, Rows, cells);

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        if (capacity > LargestKept)
        {
            Allocate(FirstCapacity);
        }
        else
        {
            foreach (var column in cells)
            {
                Empty(column, 0, Rows);
            }
        }

        Array.Clear(claimed);
        header.Clear();
        ignored.Clear();
        Faults.Clear();
        Flags.Clear();
        Outputs.Clear();
        BinaryOutputs = false;
        (Rows, Extra, claims, Output, Explain, Layout, Path, Id) = (0, 0, 0, OutputForm.Full, 0, Layout.Lines, "", null);
        (Interval, Set) = (0, 0);
    }

    /// <summary>Makes sure that there is a row of this number.</summary>
    public void Reach(int row)
    {
        if (row >= Rows)
        {
            Add(row - Rows + 1);
        }
    }

    /// <summary>Adds a number of rows, and returns the number of the first.</summary>
    public int Add(int count)
    {
        var first = Rows;
        Rows = count <= Schema.MostRows - first ? first + count : throw new RefusedException(ServeErrors.TooManyRows(Schema.MostRows));
        while (Rows > capacity)
        {
            Grow();
        }

        return first;
    }

    /// <summary>Starts the next row, and returns its number.</summary>
    public int NextRow()
    {
        Reach(Rows);
        claims = 0;
        ignored.Clear();
        return Rows - 1;
    }

    /// <summary>
    /// The position of the column whose name is under the reader. A name that the model does not know is noted; one that is not used is
    /// refused when it is there twice, as the others are by <see cref="Claim"/>.
    /// </summary>
    public int Find(ref Utf8JsonReader name, int likely)
    {
        var column = Schema.Find(ref name, likely);
        var first = column >= 0
            || (column == RequestSchema.Unknown
                ? ignored.AddOnce(JsonText.Get(ref name))
                : ignored.AddOnce(RequestSchema.Unused - column));
        return first ? column : throw new RefusedException(ServeErrors.MemberTwice(Path));
    }

    /// <summary>The position of a column; a name that the model does not know is noted.</summary>
    public int Find(string name)
    {
        var column = Schema.Find(name);
        if (column == RequestSchema.Unknown)
        {
            ignored.Add(name);
        }

        return column;
    }

    /// <summary>Notes that a row, or with row 0 the whole request, brings a column; false for a duplicate.</summary>
    public bool Claim(int column, int row)
    {
        if (claimed[column] == row + 1)
        {
            return false;
        }

        claimed[column] = row + 1;
        claims++;
        return true;
    }

    /// <summary>Notes the next place of rows that are lists, or the next field of lines.</summary>
    public void AddHeader(int column)
    {
        header.Add(column);
        if (column < 0)
        {
            Extra += column == RequestSchema.Unknown ? 1 : 0;
        }
        else if (!Claim(column, 0))
        {
            throw new RefusedException(ServeErrors.Twice(Schema.Columns[column].Name, null, null));
        }
    }

    /// <summary>Throws when the request lacks a required column.</summary>
    public void EndHeader()
    {
        RefuseMissing(0, rows: false);
        Check();
    }

    /// <summary>Takes the header of the request before, in which nothing was wrong.</summary>
    public void RepeatHeader(ReadOnlySpan<int> columns) => header.AddRange(columns);

    /// <summary>Refuses a record that lacks a required column.</summary>
    public void EndRecord(int row) => RefuseMissing(row, rows: true);

    /// <summary>Puts "no value" into a cell.</summary>
    public void PutNull(int column, int row)
    {
        var asked = Schema.Columns[column];
        if (asked.Nullable)
        {
            return;
        }

        if (!asked.RefusesMissing)
        {
            Flags.Add(column, Unusual.Missing, row);
        }
        else if (Faults.Wants(row))
        {
            Refuse(ServeErrors.Null(asked, row, Pointer(column, row)));
        }
    }

    /// <summary>Puts a number into a cell of a column of numbers.</summary>
    public void PutNumber(int column, int row, double value)
    {
        ((double[])cells[column])[row] = value;
        if (Schema.Columns[column].Check.IsOutOfRange(value))
        {
            PutUnusual(column, row, Unusual.OutOfRange);
        }
    }

    /// <summary>Puts a boolean into a cell of a boolean column.</summary>
    public void PutBoolean(int column, int row, bool value)
    {
        if (cells[column] is double[] numbers)
        {
            numbers[row] = value ? 1 : 0;
        }
        else
        {
            ((string?[])cells[column])[row] = value ? "true" : "false";
        }
    }

    /// <summary>Puts a text into a cell of any column, if it fits the column.</summary>
    public void PutText(int column, int row, string text)
    {
        var asked = Schema.Columns[column];
        if ((asked.Type != ColumnType.Text || !asked.Nullable) && asked.MeansNothing(text))
        {
            PutNull(column, row);
            return;
        }

        var number = 0.0;
        if (asked.Type != ColumnType.Text && !asked.TryRead(ref text, out number))
        {
            if (Faults.Wants(row))
            {
                Refuse(ServeErrors.WrongText(asked, row, Pointer(column, row)));
            }

            return;
        }

        if (cells[column] is double[] numbers)
        {
            numbers[row] = number;
        }
        else
        {
            ((string?[])cells[column])[row] = text;
        }

        if (asked.Type != ColumnType.Text ? asked.Check.IsOutOfRange(number) : asked.Check.IsUnseen(text) && !asked.MeansNothing(text))
        {
            PutUnusual(column, row, asked.Type == ColumnType.Text ? Unusual.Unseen : Unusual.OutOfRange);
        }
    }

    /// <summary>Notes what is wrong with a cell, a row or the request; for a cell, ask <see cref="Faults"/> first.</summary>
    public void Refuse(Refusal refusal) => Faults.Add(refusal);

    /// <summary>Throws when the request as a whole is refused: for a fault of its own, or of its rows.</summary>
    public void Check()
    {
        if (Faults.OfRequest || (Faults.Rows > 0 && (Schema.OnFault == OnFault.Request || Faults.Rows == Rows)))
        {
            throw new RefusedException(Faults.Told, Faults.OfRequest ? [] : Faults.Reasons);
        }
    }

    /// <summary>The place of a cell in a JSON body (RFC 6901); null in other bodies.</summary>
    public string? Pointer(int column, int row) => Layout switch
    {
        Layout.Records => $"{Path}/{row}/{Escaped(column)}",
        Layout.Lists => $"{Path}/{row}/{header.IndexOf(column)}",
        Layout.Columns => $"{Path}/{Escaped(column)}/{row}",
        _ => null,
    };

    /// <summary>The name of a column as a part of a JSON pointer.</summary>
    public string Escaped(int column) => Schema.Columns[column].Name.Replace("~", "~0").Replace("/", "~1");

    private void PutUnusual(int column, int row, Unusual kind)
    {
        var asked = Schema.Columns[column];
        if ((kind == Unusual.Unseen ? asked.Check.Unseen : asked.Check.OutOfRange) == UnusualValue.Flag)
        {
            Flags.Add(column, kind, row);
        }
        else if (Faults.Wants(row))
        {
            Refuse(kind == Unusual.Unseen
                ? ServeErrors.Unseen(asked, row, Pointer(column, row))
                : ServeErrors.OutOfRange(asked, row, Pointer(column, row)));
        }
    }

    /// <summary>
    /// Refuses absent columns. One that may be empty may also be absent, but not next to an unknown column: see
    /// <see cref="ColumnCheck"/>.
    /// </summary>
    private void RefuseMissing(int row, bool rows)
    {
        if (claims == Schema.Columns.Length)
        {
            return;
        }

        var mistaken = Schema.KnowsUnused && ignored.Strangers.Count > 0;
        for (var i = 0; i < Schema.Columns.Length; i++)
        {
            var column = Schema.Columns[i];
            if (claimed[i] != row + 1 && (mistaken || !column.Nullable) && (!rows || Faults.Wants(row)))
            {
                var meant = Faults.Rows < MostAdvised ? ColumnCheck.Mistaken(column.Name, ignored.Strangers) : null;
                var (place, pointer) = rows ? ((int?)row, $"{Path}/{row}") : (null, null);
                Refuse(meant is null ? ServeErrors.Missing(column, place, pointer) : ServeErrors.Mistaken(column, meant, place, pointer));
            }
        }
    }

    private void Grow()
    {
        var old = capacity;
        capacity *= 2;
        for (var i = 0; i < cells.Length; i++)
        {
            var grown = New(i, capacity);
            Array.Copy(cells[i], grown, old);
            Empty(grown, old, capacity);
            cells[i] = grown;
        }
    }

    private void Allocate(int rows)
    {
        capacity = rows;
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = New(i, rows);
            Empty(cells[i], 0, rows);
        }
    }

    private Array New(int column, int rows) => Schema.Columns[column].Kind == ColumnKind.Number ? new double[rows] : new string?[rows];

    private static void Empty(Array column, int from, int to)
    {
        if (column is double[] numbers)
        {
            numbers.AsSpan(from, to - from).Fill(double.NaN);
        }
        else
        {
            Array.Clear(column, from, to - from);
        }
    }
}
