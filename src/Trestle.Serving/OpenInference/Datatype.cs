using System.Text;
using System.Text.Json;

using Trestle.Core.Schema;
using Trestle.Serving.Codecs;

namespace Trestle.Serving.OpenInference;

/// <summary>The datatypes of the Open Inference Protocol.</summary>
internal enum Datatype
{
    Fp64,
    Fp32,
    Fp16,
    Bytes,
    Bool,
    Int64,
    Int32,
    Int16,
    Int8,
    Uint64,
    Uint32,
    Uint16,
    Uint8,
}

/// <summary>The contents of the datatypes.</summary>
internal static class Datatypes
{
    private static readonly string[] Names = [.. Enum.GetNames<Datatype>().Select(name => name.ToUpperInvariant())];
    private static readonly byte[][] Written = [.. Names.Select(Encoding.ASCII.GetBytes)];

    /// <summary>The name on the wire.</summary>
    public static string Name(this Datatype datatype) => Names[(int)datatype];

    /// <summary>The datatype whose name is under the reader; null when there is none of this name.</summary>
    public static Datatype? Find(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            for (var i = 0; i < Names.Length; i++)
            {
                if (JsonText.Is(ref reader, Written[i]))
                {
                    return (Datatype)i;
                }
            }
        }

        return null;
    }

    /// <summary>The datatype announced for a column.</summary>
    public static Datatype Of(ColumnType type) => type switch
    {
        ColumnType.Number => Datatype.Fp64,
        ColumnType.Boolean => Datatype.Bool,
        _ => Datatype.Bytes,
    };

    /// <summary>Whether values of a datatype can be values of a column.</summary>
    public static bool Fits(this Datatype datatype, ColumnType type) => type switch
    {
        ColumnType.Number => datatype != Datatype.Bytes,
        ColumnType.Boolean => true,
        _ => datatype == Datatype.Bytes,
    };

    /// <summary>Whether the value under the reader is of a datatype. JSON's null is, for "no value".</summary>
    public static bool Holds(this Datatype datatype, ref Utf8JsonReader value) => value.TokenType == JsonTokenType.Null || datatype switch
    {
        Datatype.Bytes => value.TokenType == JsonTokenType.String,
        Datatype.Bool => value.TokenType is JsonTokenType.True or JsonTokenType.False || Whole(ref value, 0, 1),
        Datatype.Uint64 => value.TokenType == JsonTokenType.Number && value.TryGetUInt64(out _),
        Datatype.Int64 => Whole(ref value, long.MinValue, long.MaxValue),
        Datatype.Int32 => Whole(ref value, int.MinValue, int.MaxValue),
        Datatype.Int16 => Whole(ref value, short.MinValue, short.MaxValue),
        Datatype.Int8 => Whole(ref value, sbyte.MinValue, sbyte.MaxValue),
        Datatype.Uint32 => Whole(ref value, 0, uint.MaxValue),
        Datatype.Uint16 => Whole(ref value, 0, ushort.MaxValue),
        Datatype.Uint8 => Whole(ref value, 0, byte.MaxValue),
        _ => value.TokenType == JsonTokenType.Number,
    };

    private static bool Whole(ref Utf8JsonReader value, long least, long most) =>
        value.TokenType == JsonTokenType.Number && value.TryGetInt64(out var whole) && whole >= least && whole <= most;
}
