namespace Trestle.Serving.Codecs;

/// <summary>The types of Arrow whose values can be a cell; the numbers are those of <c>Schema.fbs</c>.</summary>
internal enum ArrowType
{
    Null = 1,
    Int = 2,
    FloatingPoint = 3,
    Utf8 = 5,
    Bool = 6,
    Decimal = 7,
    Date = 8,
    Timestamp = 10,
    LargeUtf8 = 20,
}

/// <summary>A column of a stream.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values; for a column of a dictionary, of its texts.</param>
/// <param name="Bits">Bits of a number or a decimal.</param>
/// <param name="Detail">Whether an integer has a sign, the scale of a decimal, the unit of a date or a time.</param>
internal sealed record ArrowField(string Name, ArrowType Type, int Bits, int Detail)
{
    /// <summary>Number of the dictionary that holds its texts; null for a column that has its own values.</summary>
    public long? Dictionary { get; private init; }

    /// <summary>The integers that point into the dictionary.</summary>
    public ArrowField? Indices { get; private init; }

    /// <summary>Number of buffers of a column in a batch.</summary>
    public int Buffers => Type == ArrowType.Null ? 0 : Indices is null && Type is ArrowType.Utf8 or ArrowType.LargeUtf8 ? 3 : 2;

    /// <summary>Reads a field of a schema; one whose type has no cells is an <see cref="NotSupportedException"/> with its name.</summary>
    public static ArrowField Read(FlatTable field)
    {
        const int NameField = 0, KindField = 2, TypeField = 3, DictionaryField = 4;
        var (name, kind) = (field.Text(NameField), (ArrowType)field.Byte(KindField));
        var known = Read(name, kind, field.Table(TypeField));
        if (!field.Has(DictionaryField))
        {
            return known;
        }

        var dictionary = field.Table(DictionaryField);
        var indices = dictionary.Has(1)
            ? Read(name, ArrowType.Int, dictionary.Table(1))
            : new ArrowField(name, ArrowType.Int, 32, 1);
        return known with { Dictionary = dictionary.Long(0), Indices = indices };
    }

    private static ArrowField Read(string name, ArrowType kind, FlatTable type) => kind switch
    {
        ArrowType.Null or ArrowType.Utf8 or ArrowType.LargeUtf8 or ArrowType.Bool => new ArrowField(name, kind, 0, 0),
        ArrowType.Int => new ArrowField(name, kind, type.Int(0), type.Byte(1)),
        ArrowType.FloatingPoint => new ArrowField(name, kind, 16 << type.Short(0), 0),
        ArrowType.Decimal => new ArrowField(name, kind, type.Int(2, missing: 128), type.Int(1)),
        ArrowType.Date => new ArrowField(name, kind, type.Short(0, missing: 1) == 0 ? 32 : 64, 0),
        ArrowType.Timestamp => new ArrowField(name, kind, 64, type.Short(0)),
        _ => throw new NotSupportedException(name),
    };
}
