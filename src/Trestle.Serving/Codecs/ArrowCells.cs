using System.Globalization;
using System.Numerics;

using Trestle.Core.Schema;
using Trestle.Rows.Steps.Parsing;
using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>
/// Puts the values of an Arrow array into a column of a request, from a row on. A value of another type is read as stage 20 reads it from
/// a file: a number as the text of it, 0 and 1 as booleans, a date in the form of the contract.
/// </summary>
internal readonly struct ArrowCells(RequestRows rows, int column, int first)
{
    private readonly RequestColumn asked = rows.Schema.Columns[column];

    /// <summary>Puts all values, or with a dictionary the texts that they point to.</summary>
    public void Put(ArrowArray array, string?[]? dictionary)
    {
        var field = array.Type;
        if (dictionary is not null)
        {
            PutIndexed(array, dictionary);
            return;
        }

        if (field.Type is not (ArrowType.Int or ArrowType.FloatingPoint))
        {
            for (var i = 0; i < array.Length; i++)
            {
                Put(array, i);
            }

            return;
        }

        switch (field.Type, field.Bits, field.Detail)
        {
            case (ArrowType.FloatingPoint, 64, _): PutNumbers<double>(array); break;
            case (ArrowType.FloatingPoint, 32, _): PutNumbers<float>(array); break;
            case (ArrowType.FloatingPoint, _, _): PutNumbers<Half>(array); break;
            case (_, 8, 0): PutNumbers<byte>(array); break;
            case (_, 8, _): PutNumbers<sbyte>(array); break;
            case (_, 16, 0): PutNumbers<ushort>(array); break;
            case (_, 16, _): PutNumbers<short>(array); break;
            case (_, 32, 0): PutNumbers<uint>(array); break;
            case (_, 32, _): PutNumbers<int>(array); break;
            case (_, 64, 0): PutNumbers<ulong>(array); break;
            case (_, 64, _): PutNumbers<long>(array); break;
            default: throw new NotSupportedException(field.Name);
        }
    }

    private void PutIndexed(ArrowArray array, string?[] dictionary)
    {
        for (var i = 0; i < array.Length; i++)
        {
            if ((array.IsNull(i) ? null : dictionary[array.Index(i)]) is { } text)
            {
                PutText(first + i, text);
            }
            else
            {
                rows.PutNull(column, first + i);
            }
        }
    }

    private void Put(ArrowArray array, int place)
    {
        var row = first + place;
        if (array.IsNull(place))
        {
            rows.PutNull(column, row);
            return;
        }

        switch (array.Type.Type)
        {
            case ArrowType.Utf8 or ArrowType.LargeUtf8:
                PutText(row, array.Text(place));
                break;
            case ArrowType.Bool:
                PutBoolean(row, array.Boolean(place));
                break;
            case ArrowType.Decimal when array.Type.Bits == 128:
                PutDecimal(row, array.Decimal(place));
                break;
            case ArrowType.Date or ArrowType.Timestamp:
                PutDate(row, array.Time(place));
                break;
            default:
                throw new NotSupportedException(array.Type.Name);
        }
    }

    private void PutNumbers<T>(ArrowArray array)
        where T : unmanaged, INumber<T>
    {
        var values = array.Values<T>();
        for (var i = 0; i < values.Length; i++)
        {
            var row = first + i;
            if (array.IsNull(i))
            {
                rows.PutNull(column, row);
            }
            else if (asked.Type == ColumnType.Number)
            {
                PutNumber(row, double.CreateTruncating(values[i]));
            }
            else if (asked.Type == ColumnType.Text)
            {
                rows.PutText(column, row, values[i].ToString(null, CultureInfo.InvariantCulture));
            }
            else if (asked.Type == ColumnType.Boolean && (values[i] == T.Zero || values[i] == T.One))
            {
                rows.PutBoolean(column, row, values[i] == T.One);
            }
            else
            {
                Refuse(row, "a number");
            }
        }
    }

    private void PutNumber(int row, double value)
    {
        if (double.IsFinite(value))
        {
            rows.PutNumber(column, row, value);
        }
        else if (double.IsNaN(value))
        {
            rows.PutNull(column, row);
        }
        else if (rows.Faults.Wants(row))
        {
            rows.Refuse(ServeErrors.TooLargeNumber(asked, row, null));
        }
    }

    private void PutDecimal(int row, string text)
    {
        if (asked.Type == ColumnType.Number)
        {
            PutNumber(row, double.Parse(text, CultureInfo.InvariantCulture));
        }
        else if (asked.Type == ColumnType.Text)
        {
            rows.PutText(column, row, text);
        }
        else
        {
            Refuse(row, "a number");
        }
    }

    private void PutBoolean(int row, bool value)
    {
        switch (asked.Type)
        {
            case ColumnType.Boolean:
                rows.PutBoolean(column, row, value);
                break;
            case ColumnType.Number:
                rows.PutNumber(column, row, value ? 1 : 0);
                break;
            default:
                Refuse(row, "true or false");
                break;
        }
    }

    /// <summary>Puts a text; null is one that is too long.</summary>
    private void PutText(int row, string? text)
    {
        if (!asked.TakesText)
        {
            Refuse(row, "a text");
        }
        else if (text is not null)
        {
            rows.PutText(column, row, text);
        }
        else if (rows.Faults.Wants(row))
        {
            rows.Refuse(ServeErrors.TooLongText(asked, row, null, JsonShape.LongestText));
        }
    }

    private void PutDate(int row, DateTime? time)
    {
        if (asked.Type != ColumnType.Date)
        {
            Refuse(row, "a date");
        }
        else if (time is { } date && Written(date) is { } text)
        {
            rows.PutText(column, row, text);
        }
        else if (rows.Faults.Wants(row))
        {
            rows.Refuse(ServeErrors.WrongText(asked, row, null));
        }
    }

    /// <summary>A date in the form of the contract that gives it back; null when none does.</summary>
    private string? Written(DateTime date)
    {
        var microseconds = (double)((date.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        foreach (var format in asked.Contract.Formats.Count > 0 ? asked.Contract.Formats : ValueParser.IsoDateFormats)
        {
            var text = date.ToString(format, CultureInfo.InvariantCulture);
            if (asked.TryRead(ref text, out var read) && read == microseconds)
            {
                return text;
            }
        }

        return null;
    }

    private void Refuse(int row, string found)
    {
        if (rows.Faults.Wants(row))
        {
            rows.Refuse(ServeErrors.WrongType(asked, row, null, found));
        }
    }
}
