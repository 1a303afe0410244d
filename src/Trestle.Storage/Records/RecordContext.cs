using Microsoft.EntityFrameworkCore;

namespace Trestle.Storage.Records;

/// <summary>The record database.</summary>
internal abstract class RecordContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>The project on whose behalf the call is made, of those that share the database.</summary>
    public string? Project { get; set; }

    public DbSet<RunEntity> Runs => Set<RunEntity>();

    public DbSet<UnitEntity> Units => Set<UnitEntity>();

    public DbSet<ArtifactEntity> Artifacts => Set<ArtifactEntity>();

    public DbSet<VersionEntity> Versions => Set<VersionEntity>();

    public DbSet<AliasEntity> Aliases => Set<AliasEntity>();

    public DbSet<AliasChangeEntity> AliasChanges => Set<AliasChangeEntity>();

    public DbSet<AuditEntity> Audit => Set<AuditEntity>();

    public DbSet<DocumentEntity> Documents => Set<DocumentEntity>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RunEntity>().Property(run => run.Status).HasConversion<string>();
        modelBuilder.Entity<UnitEntity>(unit =>
        {
            unit.Property(entity => entity.Status).HasConversion<string>();
            unit.Property(entity => entity.StageNumber).HasColumnName("Room");
            unit.HasIndex(entity => entity.Key);
            unit.HasIndex(entity => entity.RunId);
            unit.HasOne<RunEntity>().WithMany().HasForeignKey(entity => entity.RunId);
        });
        modelBuilder.Entity<ArtifactEntity>(artifact =>
        {
            artifact.HasIndex(entity => entity.UnitId);
            artifact.HasOne<UnitEntity>().WithMany().HasForeignKey(entity => entity.UnitId);
        });
        modelBuilder.Entity<VersionEntity>(version =>
        {
            version.HasIndex(entity => new { entity.Model, entity.Version }).IsUnique();
            version.HasIndex(entity => new { entity.Model, entity.PackageHash }).IsUnique();
        });
        modelBuilder.Entity<AliasEntity>().HasIndex(alias => new { alias.Model, alias.Alias }).IsUnique();
        modelBuilder.Entity<AliasChangeEntity>().HasIndex(change => change.Model);
        modelBuilder.Entity<AuditEntity>(entry =>
        {
            entry.HasKey(entity => entity.Number);
            entry.Property(entity => entity.Number).ValueGeneratedNever();
            entry.HasIndex(entity => entity.Subject);
        });
        modelBuilder.Entity<DocumentEntity>(document =>
        {
            document.HasIndex(entity => new { entity.Project, entity.Kind, entity.Name }).IsUnique();
            document.Property(entity => entity.Revision).IsConcurrencyToken();
        });
    }
}
