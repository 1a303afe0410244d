using System.Globalization;
using System.Text.Unicode;

using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;

namespace Trestle.Storage.Tables.Sources;

/// <summary>The values of a column in one batch of an Arrow file, as numbers and as the texts that other formats have for them.</summary>
internal sealed class ArrowColumn
{
    private const long Most = 1L << 53;

    private readonly IArrowArray values;
    private readonly Func<int, int> at;
    private readonly bool isUuid;

    /// <param name="values">The values, after a dictionary was looked up.</param>
    /// <param name="at">The position of a row's value; -1 when it has none.</param>
    /// <param name="isUuid">Whether bytes are a UUID.</param>
    private ArrowColumn(IArrowArray values, Func<int, int> at, bool isUuid)
    {
        (this.values, this.at, this.isUuid) = (values, at, isUuid);
    }

    private int Rows { get; init; }

    /// <summary>What values of a type are, as long as no value says otherwise; null for a type that is not read.</summary>
    public static SourceType? TypeOf(Field field) => field.DataType switch
    {
        DictionaryType dictionary => TypeOf(new Field(field.Name, dictionary.ValueType, true)),
        ExtensionType extension => TypeOf(new Field(field.Name, extension.StorageType, true)),
        var type => type.TypeId switch
        {
            ArrowTypeId.Null => SourceType.Empty,
            ArrowTypeId.Boolean => SourceType.Boolean,
            >= ArrowTypeId.UInt8 and <= ArrowTypeId.Double => SourceType.Number,
            ArrowTypeId.Decimal32 or ArrowTypeId.Decimal64 or ArrowTypeId.Decimal128 or ArrowTypeId.Decimal256 => SourceType.Number,
            ArrowTypeId.Duration => SourceType.Number,
            ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView => SourceType.Text,
            ArrowTypeId.Binary or ArrowTypeId.LargeBinary or ArrowTypeId.BinaryView or ArrowTypeId.FixedSizedBinary => SourceType.Text,
            ArrowTypeId.Time32 or ArrowTypeId.Time64 => SourceType.Text,
            ArrowTypeId.Date32 or ArrowTypeId.Date64 or ArrowTypeId.Timestamp => SourceType.Date,
            ArrowTypeId.List or ArrowTypeId.LargeList or ArrowTypeId.FixedSizeList or ArrowTypeId.Map or ArrowTypeId.Struct =>
                SourceType.Json,
            _ => null,
        },
    };

    /// <summary>A column of a batch; the first number is its position, the others those of fields within.</summary>
    public static ArrowColumn Of(RecordBatch batch, int[] fields)
    {
        var (field, array) = (batch.Schema.FieldsList[fields[0]], batch.Column(fields[0]));
        var around = new List<IArrowArray>();
        foreach (var inner in fields[1..])
        {
            around.Add(array);
            (field, array) = (((StructType)field.DataType).Fields[inner], ((StructArray)array).Fields[inner]);
        }

        bool Exists(int row) => around.TrueForAll(outer => outer.IsValid(row));
        array = array is ExtensionArray extension ? extension.Storage : array;
        var isUuid = field.Metadata?.GetValueOrDefault("ARROW:extension:name") == "arrow.uuid";
        return array is DictionaryArray dictionary
            ? new ArrowColumn(
                dictionary.Dictionary, row => Exists(row) && Index(dictionary.Indices, row) is { } index ? index : -1, isUuid)
            { Rows = batch.Length }
            : new ArrowColumn(array, row => Exists(row) ? row : -1, isUuid) { Rows = batch.Length };
    }

    /// <summary>Whether doubles hold all values.</summary>
    public bool IsExact() => values switch
    {
        Int64Array or UInt64Array => All(row => ArrowText.Whole(values, row) is var whole && whole >= -Most && whole <= Most),
        FixedSizeBinaryArray when !ArrowText.IsBinary(values) => All(HasDecimalInDouble),
        _ => true,
    };

    /// <summary>Whether all bytes are text.</summary>
    public bool IsText() => isUuid || !ArrowText.IsBinary(values) || All(row => Utf8.IsValid(ArrowText.Bytes(values, row)));

    /// <summary>Values as numbers; NaN for none.</summary>
    public double[] Numbers(int from, int rows)
    {
        var numbers = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            numbers[i] = Position(from + i) is >= 0 and var position ? ArrowText.Number(values, position) : double.NaN;
        }

        return numbers;
    }

    /// <summary>Values as texts; null for none.</summary>
    public string?[] Texts(int from, int rows, SourceType type)
    {
        var texts = new string?[rows];
        for (var i = 0; i < rows; i++)
        {
            texts[i] = Position(from + i) is >= 0 and var position ? Text(position, type) : null;
        }

        return texts;
    }

    private string Text(int position, SourceType type) =>
        isUuid ? new Guid(ArrowText.Bytes(values, position), bigEndian: true).ToString()
        : type == SourceType.Bytes ? Convert.ToHexString(ArrowText.Bytes(values, position))
        : ArrowText.Of(values, position);

    /// <summary>Whether a double gives the same decimal again.</summary>
    private bool HasDecimalInDouble(int position)
    {
        var text = ArrowText.Of(values, position);
        var scale = text.Length - 1 - text.IndexOf('.', StringComparison.Ordinal);
        return double.Parse(text, CultureInfo.InvariantCulture)
            .ToString(text.Contains('.') ? $"F{scale}" : "F0", CultureInfo.InvariantCulture) == text;
    }

    private bool All(Func<int, bool> holds)
    {
        for (var row = 0; row < Rows; row++)
        {
            if (Position(row) is >= 0 and var position && !holds(position))
            {
                return false;
            }
        }

        return true;
    }

    private int Position(int row) => at(row) is >= 0 and var position && values.IsValid(position) ? position : -1;

    private static int? Index(IArrowArray indices, int row) =>
        indices.IsValid(row) ? (int)ArrowText.Whole(indices, row) : null;
}
