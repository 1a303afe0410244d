using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Serving.Codecs;

/// <summary>The columns of a request, made once from the contract; all requests share its schema.</summary>
public sealed class RequestLayout
{
    private readonly Dictionary<string, int> positions;

    /// <summary>The layout of a contract: numbers as numbers, everything else as text, without the target.</summary>
    public RequestLayout(Contract contract)
    {
        Contract = contract;
        Columns = [.. contract.Columns.Where(column => column.Name != contract.Target)];
        Schema = new RowSchema(Columns.Select(column => new Column(column.Name, column.Type == ColumnType.Number ? ColumnKind.Number : ColumnKind.Text)));
        positions = Columns.Select((column, i) => (column.Name, i)).ToDictionary(entry => entry.Name, entry => entry.i, StringComparer.Ordinal);
    }

    /// <summary>The contract.</summary>
    public Contract Contract { get; }

    /// <summary>The columns of a request, in order.</summary>
    public IReadOnlyList<ColumnContract> Columns { get; }

    /// <summary>Their names and kinds.</summary>
    public RowSchema Schema { get; }

    /// <summary>The position of a column; -1 for one that the model does not read.</summary>
    public int Find(string name) => positions.GetValueOrDefault(name, -1);
}

/// <summary>The rows of one request, filled cell by cell and held against the contract while it is filled.</summary>
public sealed class RequestTable
{
    private const int MostViolations = 20;
    private const int LongestText = 64 * 1024;

    private readonly RequestLayout layout;
    private readonly Array[] columns;
    private readonly List<Violation> violations = [];
    private int capacity;
    private int count;
    private bool[] seen;

    /// <summary>An empty table.</summary>
    public RequestTable(RequestLayout layout, int expectedRows = 1)
    {
        this.layout = layout;
        capacity = Math.Max(1, expectedRows);
        columns = [.. layout.Columns.Select((_, c) => NewColumn(c, capacity))];
        seen = new bool[layout.Columns.Count];
    }

    /// <summary>Number of rows begun.</summary>
    public int Rows { get; private set; }

    /// <summary>Begins a row.</summary>
    public void BeginRow()
    {
        if (Rows == capacity)
        {
            capacity *= 2;
            for (var c = 0; c < columns.Length; c++)
            {
                var grown = NewColumn(c, capacity);
                Array.Copy(columns[c], grown, Rows);
                columns[c] = grown;
            }
        }

        Rows++;
        Array.Clear(seen);
    }

    /// <summary>Ends a row: a column that did not come is as good as empty.</summary>
    public void EndRow()
    {
        for (var c = 0; c < seen.Length; c++)
        {
            if (!seen[c])
            {
                SetMissing(c);
            }
        }
    }

    /// <summary>A value that is not there.</summary>
    public void SetMissing(int column)
    {
        seen[column] = true;
        if (columns[column] is double[] numbers)
        {
            numbers[Rows - 1] = double.NaN;
        }

        if (!layout.Columns[column].Nullable)
        {
            Violate(column, "a value is required");
        }
    }

    /// <summary>A number.</summary>
    public void SetNumber(int column, double value)
    {
        seen[column] = true;
        switch (layout.Columns[column].Type)
        {
            case ColumnType.Number when double.IsFinite(value):
                ((double[])columns[column])[Rows - 1] = value;
                break;
            case ColumnType.Boolean when value is 0 or 1:
                ((string?[])columns[column])[Rows - 1] = value == 1 ? "1" : "0";
                break;
            case ColumnType.Number:
                Violate(column, "the number is too large");
                break;
            default:
                WrongType(column, "a number");
                break;
        }
    }

    /// <summary>True or false.</summary>
    public void SetBoolean(int column, bool value)
    {
        seen[column] = true;
        if (layout.Columns[column].Type == ColumnType.Boolean)
        {
            ((string?[])columns[column])[Rows - 1] = value ? "true" : "false";
        }
        else
        {
            WrongType(column, "true or false");
        }
    }

    /// <summary>A text of JSON: never a number.</summary>
    public void SetText(int column, string text)
    {
        if (layout.Columns[column].Type == ColumnType.Number && !ValueParser.IsNull(text, layout.Contract.NullTokens))
        {
            seen[column] = true;
            WrongType(column, "a text");
            return;
        }

        SetPlain(column, text);
    }

    /// <summary>A cell of CSV, where everything is text.</summary>
    public void SetPlain(int column, string text)
    {
        seen[column] = true;
        var contract = layout.Columns[column];
        if (text.Length > LongestText)
        {
            Violate(column, $"the text is longer than {LongestText} characters");
        }
        else if (ValueParser.IsNull(text, layout.Contract.NullTokens))
        {
            SetMissing(column);
        }
        else if (contract.Type == ColumnType.Number)
        {
            if (ValueParser.TryNumber(text.AsSpan().Trim(), contract.DecimalMark, out var number))
            {
                ((double[])columns[column])[Rows - 1] = number;
            }
            else
            {
                WrongType(column, "a text");
            }
        }
        else if (contract.Type == ColumnType.Boolean && !ValueParser.TryBoolean(text.AsSpan().Trim(), out _))
        {
            WrongType(column, "a text that says neither true nor false");
        }
        else if (contract.Type == ColumnType.Date && !ValueParser.TryDate(text.AsSpan().Trim(), contract.Formats, out _))
        {
            WrongType(column, "a text that is no such date");
        }
        else
        {
            ((string?[])columns[column])[Rows - 1] = text;
        }
    }

    /// <summary>A list or an object, where a value should be.</summary>
    public void SetNested(int column)
    {
        seen[column] = true;
        WrongType(column, "a list or an object");
    }

    /// <summary>The rows as a block; throws when there is none or a value breaks the contract.</summary>
    public RowBlock ToBlock()
    {
        if (Rows == 0)
        {
            throw new RequestException(ServeErrors.NoRows());
        }

        return count == 0
            ? RowBlock.Trusted(layout.Schema, Rows, columns)
            : throw new RequestException(ServeErrors.BreaksContract(violations, count));
    }

    private Array NewColumn(int column, int rows) => layout.Schema[column].Kind == ColumnKind.Number ? new double[rows] : new string?[rows];

    private void WrongType(int column, string found)
    {
        var contract = layout.Columns[column];
        var expected = contract.Type switch
        {
            ColumnType.Number => "a number",
            ColumnType.Boolean => "true or false",
            ColumnType.Date => $"a date written {string.Join(" or ", contract.Formats)}",
            _ => "a text",
        };
        Violate(column, $"expected {expected}, found {found}");
    }

    private void Violate(int column, string text)
    {
        count++;
        if (violations.Count < MostViolations)
        {
            violations.Add(new Violation(layout.Columns[column].Name, Rows - 1, $"{layout.Columns[column].Name}: {text}"));
        }
    }
}
