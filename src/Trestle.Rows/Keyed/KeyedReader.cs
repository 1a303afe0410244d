using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;

using Trestle.Core.Errors;

namespace Trestle.Rows.Keyed;

/// <summary>
/// Reads a keyed table's file from its beginning: eight letters, the schema as JSON, then sections, each with its length before it and
/// filled up to eight bytes. Anything else is error TR2350; nothing is taken on trust.
/// </summary>
internal sealed class KeyedReader
{
    /// <summary>The first bytes; the last one is the version.</summary>
    public static ReadOnlySpan<byte> Signature => "TRSTKEY1"u8;

    private readonly string table;
    private ReadOnlyMemory<byte> rest;

    public KeyedReader(ReadOnlyMemory<byte> file, string table)
    {
        this.table = table;
        Require(file.Span.StartsWith(Signature), "it is not a keyed table");
        rest = file[Signature.Length..];
    }

    /// <summary>Whether all has been read.</summary>
    public bool AtEnd => rest.IsEmpty;

    /// <summary>Throws unless a condition holds.</summary>
    public void Require([DoesNotReturnIf(false)] bool holds, string reason)
    {
        if (!holds)
        {
            throw Bad(reason);
        }
    }

    /// <summary>The schema.</summary>
    public KeyedSchema Schema()
    {
        try
        {
            var schema = JsonSerializer.Deserialize<KeyedSchema>(Section().Span, KeyedSchema.Options) ?? throw Bad("it has no schema");
            Require(schema.Rows >= 0 && schema.Groups >= 0 && schema.Groups <= schema.Rows, "its counts do not agree");
            Require(schema.Keys.Count > 0 || schema.Time is not null, "it has neither a key nor times");
            Require(schema.Keys.Concat(schema.Columns).All(column => column.Name is not null), "a column has no name");
            return schema;
        }
        catch (JsonException broken)
        {
            throw new TrestleException(KeyedErrors.Unreadable(table, "its schema is broken"), inner: broken);
        }
    }

    /// <summary>A number of items.</summary>
    public int Count()
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(Section(1, sizeof(int)).Span);
        Require(count >= 0, "a count is negative");
        return count;
    }

    /// <summary>A section of items of some bytes each.</summary>
    public ReadOnlyMemory<byte> Section(int items, int bytes)
    {
        var section = Section();
        Require(section.Length == (long)items * bytes, "a section has another length than its items");
        return section;
    }

    /// <summary>A section of whole numbers from 0 on that do not fall.</summary>
    public ReadOnlyMemory<byte> Ascending(int items)
    {
        var section = Section(items, sizeof(int));
        var before = 0;
        foreach (var place in MemoryMarshal.Cast<byte, int>(section.Span))
        {
            Require(place >= before, "its places are not in order");
            before = place;
        }

        return section;
    }

    private ReadOnlyMemory<byte> Section()
    {
        Require(rest.Length >= sizeof(long), "it is cut off");
        var length = BinaryPrimitives.ReadInt64LittleEndian(rest.Span);
        var whole = length + KeyedTable.Padding(length);
        Require(length >= 0 && whole <= rest.Length - sizeof(long), "it is cut off");
        var section = rest.Slice(sizeof(long), (int)length);
        rest = rest[(sizeof(long) + (int)whole)..];
        return section;
    }

    private TrestleException Bad(string reason) => new(KeyedErrors.Unreadable(table, reason));
}
