using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

using Trestle.Core.Schema;
using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;

namespace Trestle.Serving.OpenInference;

/// <summary>
/// Tensors whose data follows the JSON of a request as bytes (the protocol's binary tensor data extension): numbers in little-endian order,
/// row by row; texts with their length in four bytes before each. NaN is "no value".
/// </summary>
internal static class TensorBytes
{
    /// <summary>The header with the length of the JSON.</summary>
    public const string LengthHeader = "Inference-Header-Content-Length";

    /// <summary>Media type of a body with such tensors.</summary>
    public const string MediaType = "application/octet-stream";

    /// <summary>Puts the values of a tensor into as many columns as it is wide; refused when they do not have its shape.</summary>
    public static void Put(TensorHead tensor, ReadOnlySpan<byte> bytes, RequestRows rows, RequestColumn? only, int first)
    {
        if (tensor.Rows > rows.Schema.MostRows)
        {
            throw new RefusedException(ServeErrors.TooManyRows(rows.Schema.MostRows));
        }

        rows.Reach((int)tensor.Rows - 1);
        var place = new Place(rows, only, first, (int)tensor.Rows, (int)tensor.Width, tensor.Datatype);
        switch (tensor.Datatype)
        {
            case Datatype.Fp64: place.Put<double>(bytes); break;
            case Datatype.Fp32: place.Put<float>(bytes); break;
            case Datatype.Fp16: place.Put<Half>(bytes); break;
            case Datatype.Int64: place.Put<long>(bytes); break;
            case Datatype.Int32: place.Put<int>(bytes); break;
            case Datatype.Int16: place.Put<short>(bytes); break;
            case Datatype.Int8: place.Put<sbyte>(bytes); break;
            case Datatype.Uint64: place.Put<ulong>(bytes); break;
            case Datatype.Uint32: place.Put<uint>(bytes); break;
            case Datatype.Uint16: place.Put<ushort>(bytes); break;
            case Datatype.Uint8 or Datatype.Bool: place.Put<byte>(bytes); break;
            default: place.PutTexts(bytes); break;
        }
    }

    /// <summary>Appends a text as an element of a tensor.</summary>
    public static void AddText(List<byte> bytes, ReadOnlySpan<byte> text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        bytes.AddRange(length);
        bytes.AddRange(text);
    }

    private readonly struct Place(RequestRows rows, RequestColumn? only, int first, int length, int width, Datatype datatype)
    {
        public void Put<T>(ReadOnlySpan<byte> bytes)
            where T : unmanaged, INumber<T>
        {
            var values = MemoryMarshal.Cast<byte, T>(bytes);
            Require(values.Length == (long)length * width && bytes.Length % Marshal.SizeOf<T>() == 0);
            for (var column = 0; column < width; column++)
            {
                var asked = rows.Schema.Columns[first + column];
                for (int row = 0, at = column; row < length; row++, at += width)
                {
                    Put(asked, first + column, row, double.CreateTruncating(values[at]));
                }
            }
        }

        public void PutTexts(ReadOnlySpan<byte> bytes)
        {
            for (var i = 0; i < length * width; i++)
            {
                Require(bytes.Length >= sizeof(int));
                var size = BinaryPrimitives.ReadInt32LittleEndian(bytes);
                Require(size >= 0 && size <= bytes.Length - sizeof(int));
                PutText(first + (i % width), i / width, bytes.Slice(sizeof(int), size));
                bytes = bytes[(sizeof(int) + size)..];
            }

            Require(bytes.IsEmpty);
        }

        private void Put(RequestColumn asked, int column, int row, double value)
        {
            if (double.IsNaN(value))
            {
                rows.PutNull(column, row);
            }
            else if (asked.Type == ColumnType.Number && double.IsFinite(value))
            {
                rows.PutNumber(column, row, value);
            }
            else if (asked.Type == ColumnType.Boolean && value is 0 or 1)
            {
                rows.PutBoolean(column, row, value == 1);
            }
            else if (rows.Faults.Wants(row))
            {
                rows.Refuse(asked.Type == ColumnType.Number
                    ? ServeErrors.TooLargeNumber(asked, row, null)
                    : InferenceErrors.NotOfDatatype(asked, row, datatype));
            }
        }

        private void PutText(int column, int row, ReadOnlySpan<byte> text)
        {
            var asked = rows.Schema.Columns[column];
            if (!Utf8.IsValid(text))
            {
                throw new RefusedException(ServeErrors.NotUtf8());
            }

            if (text.Length <= JsonShape.LongestText)
            {
                rows.PutText(column, row, Encoding.UTF8.GetString(text));
            }
            else if (rows.Faults.Wants(row))
            {
                rows.Refuse(ServeErrors.TooLongText(asked, row, null, JsonShape.LongestText));
            }
        }

        private void Require(bool fits)
        {
            if (!fits)
            {
                throw new RefusedException(InferenceErrors.WrongData(only));
            }
        }
    }
}
