using System.Text;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;
using Trestle.Testing;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>
/// What every <see cref="IRequestCodec"/> promises. Derive a test class for each, which names the codec and gives bodies for the
/// one number column <c>x</c>.
/// </summary>
public abstract class RequestCodecContract : IContractFor<IRequestCodec>, IDisposable
{
    private readonly TempFolder folder = new();

    IEnumerable<IRequestCodec> IContractFor<IRequestCodec>.Subjects => [Codec];

    /// <summary>The codec under test.</summary>
    private protected abstract IRequestCodec Codec { get; }

    /// <summary>A body with these values of x, one a row.</summary>
    private protected abstract byte[] Body(params double[] values);

    [Fact]
    public void Has_media_types_by_which_it_is_found()
    {
        CodecCatalog.All.SelectMany(codec => codec.MediaTypes).ShouldBeUnique();
        Codec.MediaTypes.ShouldNotBeEmpty();
        foreach (var type in Codec.MediaTypes)
        {
            type.ShouldMatch("^[a-z]+/[a-z0-9.+-]+$");
            CodecCatalog.Find(type).ShouldBeOfType(Codec.GetType());
            CodecCatalog.Find($"{type.ToUpperInvariant()} ; charset=UTF-8").ShouldBeOfType(Codec.GetType());
            CodecCatalog.Find($"{type}; charset=latin1").ShouldBeNull();
        }
    }

    [Fact]
    public void All_rows_of_a_body_are_taken_in_in_their_order_and_again_alike()
    {
        var rows = Rows();
        foreach (double[] values in new double[][] { [1.5], [3, -2.25, 0.1], [7] })
        {
            Decode(rows, Body(values)).ShouldBe(values.Select(value => $"{value}"));
            rows.Reset();
            rows.Rows.ShouldBe(0);
        }
    }

    [Fact]
    public void A_body_without_rows_and_an_empty_body_bring_none_or_are_refused_with_a_number()
    {
        foreach (var body in new[] { Body(), [], " "u8.ToArray(), "\n"u8.ToArray() })
        {
            var rows = Rows();
            if (Refused(rows, body) is { } refused)
            {
                refused.Refusals.ShouldNotBeEmpty();
                refused.Refusals.ShouldAllBe(
                    refusal => refusal.Problem.Code.StartsWith("TR", StringComparison.Ordinal) && refusal.Problem.Code.Length == 6);
            }
            else
            {
                rows.Rows.ShouldBe(0);
            }
        }
    }

    [Fact]
    public void Whatever_the_bytes_are_they_are_taken_in_or_refused()
    {
        var random = new Random(11);
        var good = Body(1.5, 2.5);
        var refusals = 0;
        for (var round = 0; round < 500; round++)
        {
            var body = round % 2 == 0 ? new byte[random.Next(1, 64)] : [.. good];
            random.NextBytes(round % 2 == 0 ? body : body.AsSpan(random.Next(good.Length), 1));
            var refused = Refused(Rows(), body);
            refused?.Refusals.ShouldNotBeEmpty();
            refusals += refused is null ? 0 : 1;
        }

        refusals.ShouldBeGreaterThan(100);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private RefusedException? Refused(RequestRows rows, byte[] body)
    {
        try
        {
            Codec.Decode(body, rows);
            return null;
        }
        catch (RefusedException refused)
        {
            return refused;
        }
    }

    private IEnumerable<string> Decode(RequestRows rows, byte[] body)
    {
        Codec.Decode(body, rows);
        return [.. TableBuilder.Values(rows.Block(), "x").Select(value => $"{value}")];
    }

    private RequestRows Rows()
    {
        var file = folder.At("sample.trestle");
        PackageWriter.WriteFile(ConstantPackages.Contents("sample", "x", 7), file);
        return new RequestRows(new RequestSchema(ModelPackage.Open(file), new RequestPolicy(), Codec.BringsNumbers));
    }
}

public sealed class JsonContract : RequestCodecContract
{
    private protected override IRequestCodec Codec => new Json();

    private protected override byte[] Body(params double[] values) => Encoding.UTF8.GetBytes(
        $$"""{"dataframe_records":[{{string.Join(',', values.Select(value => $$"""{"x":{{value}}}"""))}}]}""");
}

public sealed class CsvContract : RequestCodecContract
{
    private protected override IRequestCodec Codec => new Csv();

    private protected override byte[] Body(params double[] values) =>
        Encoding.UTF8.GetBytes($"x\n{string.Concat(values.Select(value => $"{value}\n"))}");
}

public sealed class ArrowStreamContract : RequestCodecContract
{
    private protected override IRequestCodec Codec => new ArrowStream();

    private protected override byte[] Body(params double[] values) => ArrowBodies.Of(("x", ArrowBodies.Numbers(values)));
}
