using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;

namespace Trestle.Storage.Tables.Sources;

/// <summary>Single values of Arrow's arrays, which must not be null, as numbers and texts.</summary>
internal static class ArrowText
{
    private const long PerSecond = 1_000_000_000;
    private static readonly int UnixDay = new DateOnly(1970, 1, 1).DayNumber;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value of a column of numbers; a duration in seconds.</summary>
    public static double Number(IArrowArray array, int row) => array switch
    {
        DoubleArray values => values.Values[row],
        FloatArray values => double.Parse(Shortest(values.Values[row]), CultureInfo.InvariantCulture),
        HalfFloatArray values => double.Parse(Shortest(values.Values[row]), CultureInfo.InvariantCulture),
        FixedSizeBinaryArray => double.Parse(Decimal(array, row), CultureInfo.InvariantCulture),
        DurationArray values => values.Values[row] / (double)(PerSecond / Nanoseconds(values.DataType.Unit)),
        BooleanArray values => values.GetValue(row) == true ? 1 : 0,
        _ => (double)Whole(array, row),
    };

    /// <summary>A value of a column of integers.</summary>
    public static Int128 Whole(IArrowArray array, int row) => array switch
    {
        Int64Array values => values.Values[row],
        Int32Array values => values.Values[row],
        UInt64Array values => values.Values[row],
        Int16Array values => values.Values[row],
        Int8Array values => values.Values[row],
        UInt32Array values => values.Values[row],
        UInt16Array values => values.Values[row],
        UInt8Array values => values.Values[row],
        _ => throw new InvalidOperationException($"{array.Data.DataType.Name} is not a type of integers"),
    };

    /// <summary>The text that CSV or JSON lines would have for a value.</summary>
    public static string Of(IArrowArray array, int row) => array switch
    {
        StringArray values => values.GetString(row),
        LargeStringArray values => values.GetString(row),
        StringViewArray values => values.GetString(row),
        BooleanArray values => values.GetValue(row) == true ? "true" : "false",
        Date32Array values => Day(values.Values[row]),
        Date64Array values => Day((long)Math.Floor(values.Values[row] / 86_400_000.0)),
        TimestampArray values => Timestamp(values, row),
        Time32Array or Time64Array => Time(array, row),
        DoubleArray values => Shortest(values.Values[row]),
        FloatArray values => Shortest(values.Values[row]),
        HalfFloatArray values => Shortest(values.Values[row]),
        DurationArray => Shortest(Number(array, row)),
        ListArray or LargeListArray or FixedSizeListArray or StructArray => Json(array, row),
        _ when IsBinary(array) => Encoding.UTF8.GetString(Bytes(array, row)),
        FixedSizeBinaryArray => Decimal(array, row),
        _ => Whole(array, row).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Whether values are bytes, which may be text.</summary>
    public static bool IsBinary(IArrowArray array) => array.Data.DataType.TypeId is
        ArrowTypeId.Binary or ArrowTypeId.LargeBinary or ArrowTypeId.BinaryView or ArrowTypeId.FixedSizedBinary;

    /// <summary>The bytes of a value.</summary>
    public static ReadOnlySpan<byte> Bytes(IArrowArray array, int row) => array switch
    {
        BinaryArray values => values.GetBytes(row),
        LargeBinaryArray values => values.GetBytes(row),
        BinaryViewArray values => values.GetBytes(row),
        FixedSizeBinaryArray values => values.GetBytes(row),
        _ => throw new InvalidOperationException($"{array.Data.DataType.Name} is not a type of bytes"),
    };

    private static string Shortest(IFormattable number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Decimal(IArrowArray array, int row) => (array switch
    {
        Decimal128Array values => values.GetString(row),
        Decimal256Array values => values.GetString(row),
        Decimal64Array values => values.GetString(row),
        Decimal32Array values => values.GetString(row),
        _ => throw new InvalidOperationException($"{array.Data.DataType.Name} is not a type of decimals"),
    })!;

    private static long Nanoseconds(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => PerSecond,
        TimeUnit.Millisecond => 1_000_000,
        TimeUnit.Microsecond => 1_000,
        _ => 1,
    };

    private static string Timestamp(TimestampArray values, int row)
    {
        var type = (TimestampType)values.Data.DataType;
        var perSecond = PerSecond / Nanoseconds(type.Unit);
        var seconds = Math.DivRem(values.Values[row], perSecond, out var rest) - (rest < 0 ? 1 : 0);
        var fraction = (rest < 0 ? rest + perSecond : rest) * Nanoseconds(type.Unit);
        return Moment(seconds, fraction) + (string.IsNullOrEmpty(type.Timezone) ? "" : "Z");
    }

    private static string Time(IArrowArray array, int row)
    {
        var (unit, value) = array is Time32Array milli
            ? (((Time32Type)milli.Data.DataType).Unit, (long)milli.Values[row])
            : (((Time64Type)array.Data.DataType).Unit, ((Time64Array)array).Values[row]);
        var seconds = Math.DivRem(value, PerSecond / Nanoseconds(unit), out var rest);
        return $"{seconds / 3600:D2}:{seconds / 60 % 60:D2}:{seconds % 60:D2}{Fraction(rest * Nanoseconds(unit))}";
    }

    /// <summary>Seconds since 1970 as ISO 8601; in words when they are not in the years 1 to 9999.</summary>
    private static string Moment(long seconds, long nanoseconds) =>
        seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? $"{seconds} seconds after 1970-01-01"
            : DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)
                + Fraction(nanoseconds);

    private static string Day(long days) => days < -UnixDay || days > DateOnly.MaxValue.DayNumber - UnixDay
        ? $"{days} days after 1970-01-01"
        : DateOnly.FromDayNumber((int)(UnixDay + days)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Fraction(long nanoseconds) => nanoseconds == 0 ? "" : $".{nanoseconds:D9}".TrimEnd('0');

    private static string Json(IArrowArray array, int row)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Compact))
        {
            Write(array, row, writer);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static void Write(IArrowArray array, int row, Utf8JsonWriter writer)
    {
        if (array.IsNull(row))
        {
            writer.WriteNullValue();
            return;
        }

        switch (array)
        {
            case MapArray map:
                WriteMap(map, row, writer);
                break;
            case ListArray list:
                WriteList(list.GetSlicedValues(row), writer);
                break;
            case LargeListArray list:
                WriteList(list.GetSlicedValues(row), writer);
                break;
            case FixedSizeListArray list:
                WriteList(list.GetSlicedValues(row), writer);
                break;
            case StructArray parts:
                writer.WriteStartObject();
                foreach (var (field, values) in ((StructType)parts.Data.DataType).Fields.Zip(parts.Fields))
                {
                    writer.WritePropertyName(field.Name);
                    Write(values, row, writer);
                }

                writer.WriteEndObject();
                break;
            case BooleanArray or Int8Array or Int16Array or Int32Array or Int64Array or UInt8Array or UInt16Array or UInt32Array
                or UInt64Array or FloatArray or DoubleArray or HalfFloatArray:
                WriteScalar(array, row, writer);
                break;
            default:
                writer.WriteStringValue(Of(array, row));
                break;
        }
    }

    private static void WriteScalar(IArrowArray array, int row, Utf8JsonWriter writer)
    {
        if (array is FloatArray or DoubleArray or HalfFloatArray && !double.IsFinite(Number(array, row)))
        {
            writer.WriteStringValue(Of(array, row));
        }
        else
        {
            writer.WriteRawValue(Of(array, row));
        }
    }

    private static void WriteList(IArrowArray values, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        for (var i = 0; i < values.Length; i++)
        {
            Write(values, i, writer);
        }

        writer.WriteEndArray();
    }

    private static void WriteMap(MapArray map, int row, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        for (int i = map.ValueOffsets[row], end = map.ValueOffsets[row + 1]; i < end; i++)
        {
            writer.WritePropertyName(Of(map.Keys, i));
            Write(map.Values, i, writer);
        }

        writer.WriteEndObject();
    }
}
